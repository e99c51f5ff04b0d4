import type { Metadata } from "next";
import Link from "next/link";
import { lookAtMute } from "@/lib/comments/reply-links.ts";
import { pageCtx } from "../../../../page-context.ts";
import { NoSuchAddress } from "../../../parts/no-such-address.tsx";

export const metadata: Metadata = { title: "Mute a thread", robots: "noindex", referrer: "same-origin" };

/** Looking mutes nothing, so that scanners can look; the button does, for the reader of the mail and nobody else. */
export default async function MuteThread({ params }: { params: Promise<{ token: string }> }) {
  const token = decodeURIComponent((await params).token);
  const seen = await lookAtMute(await pageCtx(), token);
  if (!seen) return <NoSuchAddress />;
  const story = <Link href={`/stories/${seen.story.id}`}>{seen.story.title}</Link>;
  return (
    <div className="narrow stack">
      <h1>{seen.isMuted ? "This thread is muted" : "Mute this thread?"}</h1>
      {seen.isMuted ? (
        <p className="lead">
          Nothing more about this thread under “{story}” is mailed to {seen.address}. Answers elsewhere still are.
        </p>
      ) : (
        <p className="lead">
          One press, and nothing more about this thread under “{story}” is mailed to {seen.address}. Answers elsewhere
          still are.
        </p>
      )}
      <form action={`/api/v1/reply-mails/${encodeURIComponent(token)}/mute`} method="post">
        <input name="page" type="hidden" value="yes" />
        <input name="isMuted" type="hidden" value={seen.isMuted ? "no" : "yes"} />
        <button className={seen.isMuted ? "button quiet" : "button"} type="submit">
          {seen.isMuted ? "I pressed by mistake: unmute it" : "Mute this thread"}
        </button>
      </form>
    </div>
  );
}
