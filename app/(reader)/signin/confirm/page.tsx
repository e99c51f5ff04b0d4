import type { Metadata } from "next";
import Link from "next/link";
import { findBegun } from "@/lib/intents/begin.ts";
import type { IntentPayload } from "@/lib/intents/schema.ts";
import { lookAtLink } from "@/lib/members/sign-in.ts";
import { pageCtx, publication, type Search, thisBrowser, wordOf } from "../../../page-context.ts";

// The address holds the token, so it travels to no other site. ("no-referrer" would make our own form come from nowhere.)
export const metadata: Metadata = { title: "Sign in", robots: "noindex", referrer: "same-origin" };

const whyNot = {
  unknown: "This link was cut off, or it is not one of ours. Copy the whole address from the mail.",
  spent: "This link has been used already. If that was you, you are signed in where you used it.",
  superseded: "A newer mail has taken the place of this one. Use the link in the newest.",
  expired: "This link is older than ten minutes, so it does not work any more.",
};

const also: Record<IntentPayload["kind"], string> = {
  bookmark: "The story that you wanted to save goes on your reading list.",
  comment: "Your comment is posted.",
  report: "Your report goes to the moderators.",
  newsletter: "We send you a mail to confirm the newsletter that you chose.",
  offers: "We send you a mail to confirm that you want to hear of offers.",
};

/** What was written in another browser is shown before it is sent in anybody's name. */
const drafts: Partial<typeof also> = {
  comment: "The comment that was begun waits in the box for you to look over.",
  report: "The report that was begun waits for you to look over.",
};

/** GET spends nothing: scanners may open this as often as they like. The button does it. */
export default async function Confirm({ searchParams }: { searchParams: Search }) {
  const [ctx, { name }] = await Promise.all([pageCtx(), publication()]);
  const token = (await wordOf(searchParams, "token")) ?? "";
  const seen = await lookAtLink(ctx, token);
  if (seen.state !== "good")
    return (
      <div className="narrow stack">
        <h1>This link does not work</h1>
        <p className="lead">{whyNot[seen.state]}</p>
        <Link className="button" href="/signin">
          Ask for a new mail
        </Link>
      </div>
    );
  const browser = await thisBrowser();
  const begun = seen.intentId ? await findBegun(ctx, seen.intentId, browser) : undefined;
  const waits = begun && !begun.isSameBrowser ? drafts[begun.payload.kind] : undefined;
  return (
    <div className="narrow stack">
      <h1>Sign in to {name}</h1>
      <p className="lead">
        As <b>{seen.email}</b>.{begun && !begun.doneAt ? ` ${waits ?? also[begun.payload.kind]}` : ""}
      </p>
      <form action="/api/v1/sign-in/link" method="post">
        <input name="token" type="hidden" value={token} />
        <button className="button" type="submit">
          Sign in
        </button>
      </form>
      {begun && !begun.doneAt ? (
        <form action="/api/v1/sign-in/link" method="post">
          <input name="token" type="hidden" value={token} />
          <input name="only" type="hidden" value="sign-in" />
          <button className="link" type="submit">
            Only sign in, and do nothing else
          </button>
        </form>
      ) : null}
      <p className="meta">If you did not ask for this mail, close this page. Nothing happens without the button.</p>
    </div>
  );
}
