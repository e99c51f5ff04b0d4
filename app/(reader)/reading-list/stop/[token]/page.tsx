import type { Metadata } from "next";
import Link from "next/link";
import { lookAtReminder } from "@/lib/bookmarks/remind.ts";
import { pageCtx } from "../../../../page-context.ts";
import { NoSuchAddress } from "../../../parts/no-such-address.tsx";

export const metadata: Metadata = { title: "Mails about unread stories", robots: "noindex", referrer: "same-origin" };

/** Looking stops nothing, so that scanners can look; the button does, for the reader of the mail and nobody else. */
export default async function StopReminder({ params }: { params: Promise<{ token: string }> }) {
  const token = decodeURIComponent((await params).token);
  const seen = await lookAtReminder(await pageCtx(), token);
  if (!seen) return <NoSuchAddress />;
  if (seen.hasStopped)
    return (
      <div className="narrow stack">
        <h1>No more mails about unread stories</h1>
        <p className="lead">
          Your reading list stays as it is, and nothing more about it is sent to {seen.address}, from this moment on.
          Your other mails stay as they are.
        </p>
        <Link className="button quiet" href="/reading-list#still-unread">
          I pressed by mistake: choose again
        </Link>
      </div>
    );
  return (
    <div className="narrow stack">
      <h1>Stop the mails about unread stories?</h1>
      <p className="lead">
        One press, and nothing more about what is still unread is sent to {seen.address}. Other mails stay as they are.
      </p>
      <form action={`/api/v1/reading-reminders/${encodeURIComponent(token)}/stop`} method="post">
        <input name="page" type="hidden" value="yes" />
        <button className="button" type="submit">
          Stop these mails
        </button>
      </form>
    </div>
  );
}
