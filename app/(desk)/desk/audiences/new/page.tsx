import type { Metadata } from "next";
import { choicesForAudiences } from "@/lib/audiences/reads.ts";
import { listNewsletters } from "@/lib/newsletters/reads.ts";
import { deskCtx } from "../../../../page-context.ts";
import { AudienceForm } from "../../../parts/audience/audience-form.tsx";
import { WhatIsKnown } from "../../../parts/audience/what-is-known.tsx";

export const metadata: Metadata = { title: "A new audience", robots: "noindex" };

export default async function NewAudience() {
  const ctx = await deskCtx("audiences.write");
  const [choices, letters] = await Promise.all([choicesForAudiences(ctx), listNewsletters(ctx)]);
  return (
    <>
      <div className="top">
        <h1>A new audience</h1>
      </div>
      <div className="sheet">
        <AudienceForm choices={choices} letters={letters.map(({ slug, name }) => ({ slug, name }))} />
        <WhatIsKnown />
      </div>
    </>
  );
}
