import type { Metadata } from "next";
import Link from "next/link";
import type { Ctx } from "@/lib/context.ts";
import { Refusal } from "@/lib/errors.ts";
import { type PublisherLogin, publisherLoginOf } from "@/lib/publisher-login.ts";
import { type Assertion, readAssertion } from "@/lib/sso/assertion.ts";
import { pageCtx, publication, type Search, wordOf } from "../../page-context.ts";
import { Said } from "../parts/said.tsx";

// The address holds the token, so it travels to no other site.
export const metadata: Metadata = { title: "Sign in", robots: "noindex", referrer: "same-origin" };

/**
 * A link from the publisher's own login, for where it can post no form. Looking spends nothing, however often and by whomever it is done; the
 * button does, and says first whose sign-in it is.
 */
export default async function PublisherSignIn({ searchParams }: { searchParams: Search }) {
  const [ctx, { name }, [token, returnTo, begun]] = await Promise.all([
    pageCtx(),
    publication(),
    Promise.all([tokenOf(searchParams), wordOf(searchParams, "returnTo"), wordOf(searchParams, "begun")]),
  ]);
  const login = await publisherLoginOf(ctx);
  const { seen, problem, reason } = login && token ? await lookAt(ctx, login, token) : cutOff;
  if (!login || !seen)
    return (
      <div className="narrow stack">
        <h1>This sign-in does not work</h1>
        <p className="lead">
          {!login
            ? "Nothing is set up here for a login of the publisher’s."
            : (problem ?? `The sign-in of ${login.name} was cut off on its way. Sign in there once more.`)}
        </p>
        <Link className="button" href="/signin">
          Sign in here
        </Link>
        {reason ? <p className="meta">For whoever runs the login: {reason}</p> : null}
      </div>
    );
  return (
    <div className="narrow stack">
      <h1>Sign in to {name}</h1>
      <p className="lead">
        {seen.email ? (
          <>
            As <b>{seen.email}</b>, with {login.name}.
          </>
        ) : (
          `With ${login.name}.`
        )}
      </p>
      <Said search={searchParams} />
      <form action="/sso" method="post">
        <input name="token" type="hidden" value={token} />
        {returnTo ? <input name="returnTo" type="hidden" value={returnTo} /> : null}
        {begun ? <input name="begun" type="hidden" value={begun} /> : null}
        <button className="button" type="submit">
          Sign in
        </button>
      </form>
      <p className="meta">If that is not you, close this page. Nothing happens without the button.</p>
    </div>
  );
}

type Looked = { seen?: Assertion; problem?: string; reason?: string };
const cutOff: Looked = {};

async function lookAt(ctx: Ctx, login: PublisherLogin, token: string): Promise<Looked> {
  try {
    return { seen: await readAssertion(ctx, login, token) };
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    const { reason } = problem.details;
    return { problem: problem.message, ...(typeof reason === "string" ? { reason } : {}) };
  }
}

/** A token is longer than any other word of an address. */
async function tokenOf(search: Search): Promise<string | undefined> {
  const { token } = await search;
  return typeof token === "string" && token.length <= 8_192 ? token : undefined;
}
