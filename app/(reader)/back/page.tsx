import type { Metadata } from "next";
import Link from "next/link";
import { isUrl } from "@/lib/is-url.ts";
import { isListedOrigin } from "@/lib/origins.ts";
import { pageCtx, type Search, wordOf } from "../../page-context.ts";
import { Said } from "../parts/said.tsx";

export const metadata: Metadata = { title: "Back to where you were", robots: "noindex" };

/**
 * Between our pages and the publisher's: a reader who signed in from there goes on there at once, and only to places on the
 * list. A page and no redirect, for browsers do not let a form lead to another site.
 */
export default async function Back({ searchParams }: { searchParams: Search }) {
  const ctx = await pageCtx();
  const [to, problem] = await Promise.all([wordOf(searchParams, "to"), wordOf(searchParams, "problem")]);
  const url = to && isUrl(to) ? new URL(to) : undefined;
  const isOurs = url !== undefined && (await isListedOrigin(ctx, url.origin));
  if (!isOurs)
    return (
      <div className="narrow stack">
        <h1>We do not know that page</h1>
        <p className="lead">You can go on here; the address that you came from is not one that we send readers to.</p>
        <Link className="button" href="/">
          To the front page
        </Link>
      </div>
    );
  return (
    <div className="narrow stack">
      <h1>Back to where you were</h1>
      {problem ? null : <meta content={`0;url=${url.href}`} httpEquiv="refresh" />}
      <Said search={searchParams} />
      <p>
        <a className="button" href={url.href}>
          Go on at {url.host.replace(/^www\./, "")}
        </a>
      </p>
    </div>
  );
}
