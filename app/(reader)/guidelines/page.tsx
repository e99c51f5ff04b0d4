import type { Metadata } from "next";
import Link from "next/link";
import { readGuidelines } from "@/lib/comments/guidelines.ts";
import { languageOfComments } from "@/lib/comments/house-rules.ts";
import { siteLanguages } from "@/lib/comments/rules/site-languages.ts";
import { isShowingFigures } from "@/lib/comments/transparency.ts";
import { pageCtx, publication } from "../../page-context.ts";

export const metadata: Metadata = { title: "Community guidelines" };

export default async function Guidelines() {
  const [ctx, { name }] = await Promise.all([pageCtx(), publication()]);
  const [parts, hasFigures, language] = await Promise.all([
    readGuidelines(ctx),
    isShowingFigures(ctx),
    languageOfComments(ctx),
  ]);
  return (
    <div className="narrow">
      <h1>Community guidelines</h1>
      <p className="lead">
        Comments on {name} are in {siteLanguages[language]} and in full sentences. They are never abusive or personal.
        This is what we mean by it; when a rule speaks up while you write, it names one of these parts.
      </p>
      {parts.map((part) => (
        <section aria-labelledby={part.id} className="part" key={part.id}>
          <span aria-hidden="true">{part.number}</span>
          <div>
            <h2 id={part.id}>{part.title}</h2>
            <p>{part.body}</p>
          </div>
        </section>
      ))}
      <h2 className="section-title">What happens to a comment</h2>
      <p className="lead">
        A comment within the rules appears at once. One that breaks a rule is answered with the reason, and you can mend
        it. If you think that the rule is wrong, send it to a moderator as it is: a person reads it, and nothing is
        dropped in silence.
      </p>
      {hasFigures ? (
        <p className="onward">
          <Link href="/transparency">How we moderate comments, in figures</Link>
        </p>
      ) : null}
    </div>
  );
}
