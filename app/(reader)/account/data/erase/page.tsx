import type { Metadata } from "next";
import Link from "next/link";
import { isProofAsked } from "@/lib/members/prove.ts";
import { memberCtx, type Search, wordOf } from "../../../../page-context.ts";
import { Said } from "../../../parts/said.tsx";

export const metadata: Metadata = { title: "Erase my membership", robots: "noindex" };

/** The second step: what will happen, and the code from the mail. Nothing is erased before seven days are over. */
export default async function Erase({ searchParams }: { searchParams: Search }) {
  const ctx = await memberCtx("/account/data");
  const extent = (await wordOf(searchParams, "extent")) === "keep_comments" ? "keep_comments" : "everything";
  const isAsked = await isProofAsked(ctx, "erase");
  return (
    <div className="narrow stack">
      <h1>Erase my membership</h1>
      <Said search={searchParams} />
      <p className="lead">
        {isAsked ? (
          <>
            We have sent a code to <b>{ctx.actor.email}</b>. It works for ten minutes, on this device.
          </>
        ) : (
          "No code is waiting on this device. Ask for one under “Your data”."
        )}
      </p>
      <ul className="plain-list">
        <li>At once: you are signed out everywhere, and nothing more is mailed to you.</li>
        <li>In seven days: your address, your name, your bookmarks and all the rest are gone for good.</li>
        <li>
          {extent === "keep_comments"
            ? "Your published comments stay as you wrote them, under “A former member”. Look over what they say about yourself."
            : "The words of your comments go. Where others answered, the place stays."}
        </li>
        <li>We keep a keyed hash of your address, from which nobody can read it, so that no list brings you back.</li>
      </ul>
      {isAsked ? (
        <form action="/api/v1/me/erasure" className="stack" method="post">
          <input name="extent" type="hidden" value={extent} />
          <label className="field">
            <span>The six digits from the mail</span>
            <input
              autoComplete="one-time-code"
              className="code-field"
              inputMode="numeric"
              maxLength={7}
              name="code"
              pattern="[0-9 ]{6,7}"
              required
            />
          </label>
          <button className="button" type="submit">
            Erase me in seven days
          </button>
        </form>
      ) : null}
      <Link className="meta" href="/account/data">
        No, go back
      </Link>
    </div>
  );
}
