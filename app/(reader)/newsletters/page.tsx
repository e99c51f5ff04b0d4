import type { Metadata } from "next";
import Link from "next/link";
import { modeWords } from "@/lib/figures/rule-words.ts";
import { figureModeOf } from "@/lib/figures/settings.ts";
import { inEnglish, isSameLanguage } from "@/lib/languages.ts";
import { languageOf } from "@/lib/members/language.ts";
import { listNewsletters } from "@/lib/newsletters/reads.ts";
import { isMember, pageCtx, type Search } from "../../page-context.ts";
import { Choice } from "../parts/choice.tsx";
import { Said } from "../parts/said.tsx";

export const metadata: Metadata = {
  title: "Newsletters",
  description: "Choose what we send you, and leave with one press.",
};

export default async function Newsletters({ searchParams }: { searchParams: Search }) {
  const ctx = await pageCtx();
  const [all, language] = await Promise.all([listNewsletters(ctx), isMember(ctx) ? languageOf(ctx) : null]);
  // The newsroom’s order, and what this reader would rather read before the rest.
  const isTheirs = (one: { language: string }) => Number(language !== null && isSameLanguage(one.language, language));
  const newsletters = all.toSorted((one, other) => isTheirs(other) - isTheirs(one));
  return (
    <div className="narrow">
      <h1>Newsletters</h1>
      <p className="lead">
        Choose what we send you. Each one asks once by mail before it begins, and you leave it with one press.
      </p>
      <Said search={searchParams} />
      {newsletters.length === 0 ? (
        <p className="empty">There is no newsletter yet. The first one will stand here.</p>
      ) : null}
      {newsletters.length > 0 ? <h2 className="hidden">What there is</h2> : null}
      <div className="choices">
        {newsletters.map((newsletter) => (
          <Choice
            ask={`/api/v1/newsletters/${newsletter.slug}/subscription`}
            begin={{ kind: "newsletter", slug: newsletter.slug }}
            href={`/newsletters/${newsletter.slug}`}
            isMember={isMember(ctx)}
            key={newsletter.id}
            leave={`/api/v1/newsletters/${newsletter.slug}/leave`}
            note={[newsletter.cadence, newsletter.description, languageNote(newsletter.language)]
              .filter(Boolean)
              .join(". ")}
            returnTo="/newsletters"
            source="newsletters page"
            standing={newsletter.standing}
            title={newsletter.name}
            wording={newsletter.wording}
          />
        ))}
      </div>
      <p className="meta onward">
        {modeWords[await figureModeOf(ctx)]}
        {isMember(ctx) ? (
          <>
            {" "}
            <Link href="/account#mail-figures">What is counted, and your say in it</Link>.
          </>
        ) : null}
      </p>
    </div>
  );
}

const languageNote = (language: string) => (isSameLanguage(language, "en") ? "" : `In ${inEnglish(language)}`);
