import type { Metadata } from "next";
import Link from "next/link";
import { mayDo } from "@/lib/access.ts";
import { choicesForDigests } from "@/lib/newsletters/digest/pick.ts";
import { digestOf } from "@/lib/newsletters/digest/plan.ts";
import { listDigestRuns } from "@/lib/newsletters/digest/reads.ts";
import { newsletterBySlug } from "@/lib/newsletters/reads.ts";
import { newsletterSettingsOf } from "@/lib/newsletters/settings.ts";
import { deskCtx, orNotFound } from "../../../../../page-context.ts";
import { DigestForm } from "../../../../parts/digest/digest-form.tsx";
import { DigestRuns } from "../../../../parts/digest/digest-runs.tsx";
import { onItsClock } from "../../../../parts/digest/moments.ts";

export const metadata: Metadata = { title: "Digest", robots: "noindex" };

/** What a newsletter holds of the publisher's stories by itself, when, and what became of it. */
export default async function Digest({ params }: { params: Promise<{ slug: string }> }) {
  const { slug } = await params;
  const ctx = await deskCtx("newsletters.write");
  const newsletter = await orNotFound(newsletterBySlug(ctx, slug));
  const [digest, choices, runs, { fourEyes }] = await Promise.all([
    digestOf(ctx, slug),
    choicesForDigests(ctx),
    listDigestRuns(ctx, slug),
    newsletterSettingsOf(ctx),
  ]);
  const { version, isOn, plan, zone, next, savedBy } = digest;
  const [first] = next;
  return (
    <>
      <div className="top">
        <h1>Digest of {newsletter.name}</h1>
        <Link className="button quiet" href={`/desk/newsletters/${slug}`}>
          The newsletter
        </Link>
      </div>
      <div className="sheet wide">
        <p>
          {first
            ? `It is on. The next is due on ${onItsClock(first, zone)}${plan.isLocal ? ", each reader’s own clock" : ` (${zone})`}.`
            : "It is off: nothing is made and nothing is sent."}
          {savedBy ? <span className="meta"> Saved last by {savedBy}.</span> : null}
        </p>
        <DigestForm
          choices={choices}
          fourEyes={fourEyes}
          given={{ version, isOn, plan }}
          maySave={mayDo(ctx.actor.roles, "newsletters.send")}
          slug={slug}
          zone={zone}
        />
        <h2>What became of it</h2>
        <DigestRuns runs={runs} slug={slug} zone={zone} />
      </div>
    </>
  );
}
