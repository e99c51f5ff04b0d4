import type { Metadata } from "next";
import Link from "next/link";
import { consentHistory } from "@/lib/members/consent.ts";
import { cursorWord, memberCtx, type Search } from "../../page-context.ts";
import { AccountTabs } from "../parts/account-tabs.tsx";
import { MailFigures } from "../parts/mail-figures.tsx";
import { MutedMembers } from "../parts/muted-members.tsx";
import { OfferMails } from "../parts/offer-mails.tsx";
import { OwnComments } from "../parts/own-comments.tsx";
import { Profile } from "../parts/profile.tsx";
import { ReplyMails } from "../parts/reply-mails.tsx";
import { Said } from "../parts/said.tsx";
import { exactly } from "../parts/times.ts";

export const metadata: Metadata = { title: "Account", robots: "noindex" };

const acts = { asked: "Asked for", confirmed: "Confirmed", withdrawn: "Taken back" };

export default async function Account({ searchParams }: { searchParams: Search }) {
  const ctx = await memberCtx("/account");
  const history = await consentHistory(ctx);
  return (
    <div className="narrow">
      <h1>Account</h1>
      <AccountTabs at="/account" />
      <Said search={searchParams} />
      <p className="lead">
        You are signed in as <b>{ctx.actor.email}</b>.
      </p>
      <Profile ctx={ctx} />
      <OwnComments after={await cursorWord(searchParams)} ctx={ctx} />
      <ReplyMails ctx={ctx} />
      <OfferMails ctx={ctx} />
      <MutedMembers ctx={ctx} />
      <MailFigures ctx={ctx} />
      <h2 className="section-title">What you agreed to</h2>
      {history.length === 0 ? (
        <p className="empty">
          Nothing yet. When you ask for a <Link href="/newsletters">newsletter</Link> or for{" "}
          <Link href="/offers">offers</Link>, the sentence that you agreed to stands here, with its time.
        </p>
      ) : (
        <table className="ledger">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">What</th>
              <th scope="col">In these words</th>
            </tr>
          </thead>
          <tbody>
            {history.map((line) => (
              <tr key={line.id}>
                <td>
                  <time dateTime={line.at.toISOString()}>{exactly(line.at)}</time>
                </td>
                <td>
                  <b>{acts[line.act]}</b>
                  <br />
                  <span className="meta">{line.source}</span>
                </td>
                <td>“{line.wording}”</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="meta onward">
        Leave anything at any time under <Link href="/newsletters">Newsletters</Link> and{" "}
        <Link href="/offers">Offers</Link>.
      </p>
      <h2 className="section-title">This device</h2>
      <form action="/api/v1/sign-out" method="post">
        <button className="button quiet" type="submit">
          Sign out
        </button>
      </form>
      <p className="meta onward">
        Signed in somewhere that you do not know? <Link href="/account/devices">See all devices</Link>.
      </p>
    </div>
  );
}
