import type { Ctx } from "../context.ts";
import { Refusal } from "../errors.ts";
import { type PublisherLogin, publisherProvider } from "../publisher-login.ts";
import { memberOf } from "./account-holder.ts";
import { emailAddress } from "./address.ts";
import { recordLinked } from "./linked.ts";
import { askToSignIn, type SignedIn } from "./sign-in.ts";
import { startSession } from "./start-session.ts";

type Arrived = {
  login: PublisherLogin;
  subject: string;
  email?: string | undefined;
  isProven: boolean;
  returnTo: string;
  intentId: string | null;
};

/** Another login of the publisher's may give a name of the old one to somebody else, so the issuer is part of it. */
export const publisherAccount = (issuer: string, subject: string) => `${issuer} ${subject}`;

/**
 * Signs in whom the publisher's own login names. Where one of the two sides has not proven the address, its mailbox is asked: whoever reads the mail
 * in this browser is the member, and is linked.
 */
export async function signInFromPublisher(
  ctx: Ctx,
  { login, subject, email, isProven, returnTo, intentId }: Arrived,
  browser: string,
  device: string | null,
): Promise<SignedIn | "mailed"> {
  const account = publisherAccount(login.issuer, subject);
  const elsewhere = { provider: publisherProvider, name: login.name, id: account };
  const signedIn = await ctx.db.$transaction(async (tx) => {
    const found = await memberOf(tx, ctx, elsewhere, { email, isProven });
    if (typeof found === "string") return undefined;
    const started = await startSession(tx, ctx, found.row, device, { by: "publisher", isNew: found.isNew });
    if (found.isLinked) await recordLinked(tx, ctx, started.member, publisherProvider);
    return { ...started, isNew: found.isNew, isSameBrowser: true, intentId, returnTo };
  });
  if (signedIn) return signedIn;
  const address = emailAddress.safeParse(email);
  if (!address.success)
    throw new Refusal(
      "not_linked",
      `${login.name} does not tell us an address of yours. Sign in here by a mail; after that your account there can be linked.`,
    );
  await askToSignIn(ctx, { email: address.data, browser, returnTo, intentId, publisherAccount: account });
  return "mailed";
}
