import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { mayDo } from "@/lib/access.ts";
import { audienceById, choicesForAudiences } from "@/lib/audiences/reads.ts";
import { draftsFor, listNewsletters } from "@/lib/newsletters/reads.ts";
import { deskCtx, isUuid, orNotFound } from "../../../../page-context.ts";
import { AudienceForm } from "../../../parts/audience/audience-form.tsx";
import { DraftsFor } from "../../../parts/audience/drafts-for.tsx";
import { WhatIsKnown } from "../../../parts/audience/what-is-known.tsx";

export const metadata: Metadata = { title: "Audience", robots: "noindex" };

export default async function OneAudience({ params }: { params: Promise<{ audienceId: string }> }) {
  const { audienceId } = await params;
  if (!isUuid(audienceId)) notFound();
  const ctx = await deskCtx("audiences.write");
  const audience = await orNotFound(audienceById(ctx.db, audienceId));
  const [choices, letters, drafts] = await Promise.all([
    choicesForAudiences(ctx),
    listNewsletters(ctx),
    draftsFor(ctx, audienceId),
  ]);
  const { id, name, version, who, words, retiredAt } = audience;
  return (
    <>
      <div className="top">
        <h1>{name}</h1>
        {retiredAt ? null : (
          <form action={`/api/v1/desk/audiences/${id}/retire`} method="post">
            <button className="button quiet" type="submit">
              Retire
            </button>
          </form>
        )}
      </div>
      <div className="sheet">
        {retiredAt ? (
          <form action={`/api/v1/desk/audiences/${id}/bring-back`} className="form" method="post">
            <p>
              Readers who {words}. It was retired, so it cannot be chosen; what was sent to it says so for good. Bring
              it back to change it.
            </p>
            <div>
              <button className="button quiet" type="submit">
                Bring it back
              </button>
            </div>
          </form>
        ) : (
          <AudienceForm
            choices={choices}
            given={{ id, name, version, who }}
            key={id}
            letters={letters.map(({ slug, name }) => ({ slug, name }))}
          />
        )}
        {mayDo(ctx.actor.roles, "newsletters.write") ? <DraftsFor drafts={drafts} /> : null}
        <WhatIsKnown />
      </div>
    </>
  );
}
