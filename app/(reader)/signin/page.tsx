import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { findBegun } from "@/lib/intents/begin.ts";
import type { IntentPayload } from "@/lib/intents/schema.ts";
import { isOwnPath } from "@/lib/members/schema.ts";
import { listNewsletters } from "@/lib/newsletters/reads.ts";
import { publisherLoginOf } from "@/lib/publisher-login.ts";
import { findStory } from "@/lib/stories/reads.ts";
import { isMember, isUuid, pageCtx, publication, type Search, thisBrowser, wordOf } from "../../page-context.ts";
import { PasskeySignIn } from "../parts/passkey-sign-in.tsx";
import { Said } from "../parts/said.tsx";
import { WorkForSignIn } from "../parts/work-for-sign-in.tsx";

export const metadata: Metadata = { title: "Sign in", robots: "noindex" };

export default async function SignIn({ searchParams }: { searchParams: Search }) {
  const [ctx, { name }] = await Promise.all([pageCtx(), publication()]);
  const asked = await wordOf(searchParams, "returnTo");
  const returnTo = asked && isOwnPath(asked) ? asked : "/";
  if (isMember(ctx)) redirect(returnTo);
  const begunId = await wordOf(searchParams, "begun");
  const begun = isUuid(begunId) ? await findBegun(ctx, begunId, await thisBrowser()) : undefined;
  const described = await publisherLoginOf(ctx);
  const login = described?.loginAddress ? described : undefined;
  return (
    <div className="narrow stack">
      <h1>Sign in</h1>
      <p className="lead">
        {begun?.isSameBrowser
          ? await sentenceFor(ctx, begun.payload)
          : `As a member of ${name} you can save stories, comment, and choose what we send you.`}
      </p>
      <Said search={searchParams} />
      <form action="/api/v1/sign-in" className="stack" method="post">
        <input name="returnTo" type="hidden" value={returnTo} />
        {begun ? <input name="begun" type="hidden" value={begun.id} /> : null}
        <label className="field">
          <span>E-mail address</span>
          <input
            autoComplete="email webauthn"
            autoFocus
            name="email"
            placeholder="you@example.com"
            required
            type="email"
          />
        </label>
        <button className="button" type="submit">
          Send me a link and a code
        </button>
        <WorkForSignIn />
      </form>
      {login || ctx.env.signInWith.length > 0 ? (
        <div className="acts">
          {login ? (
            <a className="button quiet" href={addressOf(login.loginAddress, returnTo, begun?.id)}>
              Sign in with {login.name}
            </a>
          ) : null}
          {ctx.env.signInWith.map(({ id, name: provider }) => (
            <a
              className="button quiet"
              href={`/api/v1/sign-in/with/${id}?${new URLSearchParams({ returnTo, ...(begun ? { begun: begun.id } : {}) })}`}
              key={id}
            >
              Sign in with {provider}
            </a>
          ))}
        </div>
      ) : null}
      <PasskeySignIn begun={begun?.id} returnTo={returnTo} />
      <p className="meta">
        No password, and no mail that you did not ask for. New here? The same form makes you a member.
      </p>
    </div>
  );
}

/** The publisher's own login sends both back with its token. */
function addressOf(loginAddress: string, returnTo: string, begun: string | undefined): string {
  const address = new URL(loginAddress);
  address.searchParams.set("returnTo", returnTo);
  if (begun) address.searchParams.set("begun", begun);
  return address.href;
}

/** What happens after signing in, so that nobody wonders where their words went. */
async function sentenceFor(ctx: Awaited<ReturnType<typeof pageCtx>>, payload: IntentPayload): Promise<string> {
  switch (payload.kind) {
    case "bookmark": {
      const story = await findStory(ctx, payload.storyId);
      return `Sign in, and “${story?.title ?? "the story"}” is on your reading list.`;
    }
    case "comment":
      return "Sign in, and your comment is posted. What you wrote is kept until then.";
    case "report":
      return "Sign in, and your report goes to the moderators. Nobody else learns of it.";
    case "newsletter": {
      const newsletter = (await listNewsletters(ctx)).find((one) => one.slug === payload.slug);
      return `Sign in, and we send you a mail to confirm “${newsletter?.name ?? "the newsletter"}”.`;
    }
    case "offers":
      return "Sign in, and we send you a mail to confirm that you want to hear of offers.";
  }
}
