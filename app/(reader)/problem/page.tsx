import type { Metadata } from "next";
import Link from "next/link";
import { type Search, wordOf } from "../../page-context.ts";

export const metadata: Metadata = { title: "That did not work", robots: "noindex" };

const words: Record<string, string> = {
  sign_in_needed: "You are not signed in, or not any more. Sign in and press again.",
  wrong_origin: "This request came from another site. Open the page here and press there.",
  rate_limited: "That was too often in a short time. Wait a little and try again.",
  too_large:
    "That was longer than we take, so nothing was stored. Go back with your browser: what you wrote is still there. Shorten it and send it again.",
  not_allowed: "Your role at the desk does not include this. Ask an administrator.",
  unavailable: "This is not available for a moment. Nothing was lost; try again shortly.",
};

/** Where a plain form ends when it was refused and has no better place. */
export default async function Problem({ searchParams }: { searchParams: Search }) {
  const code = (await wordOf(searchParams, "code")) ?? "";
  return (
    <div className="narrow stack">
      <h1>That did not work</h1>
      <p className="lead">
        {words[code] ??
          "Something was not right with what was sent. Go back, look it over, and try again; nothing was changed."}
      </p>
      <Link className="button" href={code === "sign_in_needed" ? "/signin" : "/"}>
        {code === "sign_in_needed" ? "Sign in" : "To the front page"}
      </Link>
    </div>
  );
}
