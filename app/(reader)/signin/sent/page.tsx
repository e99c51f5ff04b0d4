import type { Metadata } from "next";
import Link from "next/link";
import { inboxOf } from "@/lib/members/inbox.ts";
import { findWaiting } from "@/lib/members/sign-in.ts";
import { pageCtx, type Search, thisBrowser } from "../../../page-context.ts";
import { Said } from "../../parts/said.tsx";

export const metadata: Metadata = { title: "Look into your inbox", robots: "noindex" };

export default async function Sent({ searchParams }: { searchParams: Search }) {
  const ctx = await pageCtx();
  const waiting = await findWaiting(ctx, await thisBrowser());
  const inbox = waiting && inboxOf(waiting.email);
  return (
    <div className="narrow stack">
      <h1>Look into your inbox</h1>
      <p className="lead">
        {waiting ? (
          <>
            We have sent a link and a code to <b>{waiting.email}</b>. Both work for ten minutes.
          </>
        ) : (
          "No sign-in is waiting in this browser. A code works only where it was asked for."
        )}
      </p>
      <Said search={searchParams} />
      {waiting ? (
        <form action="/api/v1/sign-in/code" className="stack" method="post">
          <label className="field">
            <span>The six digits from the mail</span>
            <input
              autoComplete="one-time-code"
              autoFocus
              className="code-field"
              inputMode="numeric"
              maxLength={7}
              name="code"
              pattern="[0-9 ]{6,7}"
              required
            />
          </label>
          <button className="button" type="submit">
            Sign in
          </button>
        </form>
      ) : null}
      {inbox ? (
        <a className="button quiet" href={inbox.address} rel="noreferrer" target="_blank">
          Open {inbox.name}
        </a>
      ) : null}
      <p className="meta">
        Nothing there? Look into the spam folder, or{" "}
        <Link href={`/signin?returnTo=${encodeURIComponent(waiting?.returnTo ?? "/")}`}>ask for another mail</Link>.
      </p>
    </div>
  );
}
