import type { Metadata } from "next";
import Link from "next/link";
import { lookAtStop } from "@/lib/comments/reply-links.ts";
import { pageCtx } from "../../../../page-context.ts";
import { NoSuchAddress } from "../../../parts/no-such-address.tsx";

export const metadata: Metadata = { title: "Mails about replies", robots: "noindex", referrer: "same-origin" };

/** Looking stops nothing, so that scanners can look; the button does, for the reader of the mail and nobody else. */
export default async function StopReplyMails({ params }: { params: Promise<{ token: string }> }) {
  const token = decodeURIComponent((await params).token);
  const seen = await lookAtStop(await pageCtx(), token);
  if (!seen) return <NoSuchAddress />;
  if (seen.hasStopped)
    return (
      <div className="narrow stack">
        <h1>No more mails about replies</h1>
        <p className="lead">
          Nothing more about answers to comments is sent to {seen.address}, from this moment on. Your other mails stay
          as they are.
        </p>
        <Link className="button quiet" href="/account#reply-mails">
          I pressed by mistake: choose again
        </Link>
      </div>
    );
  return (
    <div className="narrow stack">
      <h1>Stop the mails about replies?</h1>
      <p className="lead">
        One press, and nothing more about answers to comments is sent to {seen.address}. Other mails stay as they are.
      </p>
      <form action={`/api/v1/reply-mails/${encodeURIComponent(token)}/stop`} method="post">
        <input name="page" type="hidden" value="yes" />
        <button className="button" type="submit">
          Stop these mails
        </button>
      </form>
    </div>
  );
}
