import type { Ctx, Member } from "@/lib/context.ts";
import { languages } from "@/lib/languages.ts";
import { findAddressChange } from "@/lib/members/change-address.ts";
import { languageOf } from "@/lib/members/language.ts";
import { timeZones } from "@/lib/members/time-zone.ts";

/** The part of the account about the member: their name, their zone, their address. */
export async function Profile({ ctx }: { ctx: Ctx<Member> }) {
  const [change, language] = await Promise.all([findAddressChange(ctx), languageOf(ctx)]);
  const { displayName, timeZone } = ctx.actor;
  return (
    <>
      <form action="/api/v1/me/name" className="stack" method="post">
        <label className="field">
          <span>The name over your comments</span>
          <input autoComplete="name" defaultValue={displayName ?? ""} maxLength={60} name="displayName" required />
        </label>
        <button className="button quiet" type="submit">
          Save the name
        </button>
      </form>
      <form action="/api/v1/me/time-zone" className="stack onward" method="post">
        <label className="field">
          <span>Your time zone</span>
          <select defaultValue={timeZone ?? ""} key={timeZone} name="timeZone" required>
            <option disabled value="">
              Not known yet
            </option>
            {timeZones().map((zone) => (
              <option key={zone} value={zone}>
                {zone.replaceAll("_", " ")}
              </option>
            ))}
          </select>
          <span className="meta">Found by your browser. Mails that come in the morning come in yours.</span>
        </label>
        <button className="button quiet" type="submit">
          Save the time zone
        </button>
      </form>
      <form action="/api/v1/me/language" className="stack onward" method="post">
        <label className="field">
          <span>The language you would rather read</span>
          <select defaultValue={language ?? ""} key={language} name="language" required>
            <option disabled value="">
              Not known yet
            </option>
            {languages.map(({ tag, name }) => (
              <option key={tag} lang={tag} value={tag}>
                {name}
              </option>
            ))}
          </select>
          <span className="meta">
            Newsletters in it stand first, and the publication may write to you in it. This site speaks English.
          </span>
        </label>
        <button className="button quiet" type="submit">
          Save the language
        </button>
      </form>
      {change ? (
        <form action="/api/v1/me/address/keep" className="stack onward" method="post">
          <p className="said waits">
            Your membership moves to <b>{change.newEmail}</b> when both mailboxes have said yes.{" "}
            {change.hasOldAgreed
              ? "The old one has; the new one is asked."
              : change.hasNewAgreed
                ? "The new one has; the old one is asked."
                : "Both are asked: look into both."}
          </p>
          <button className="button quiet" type="submit">
            Stay with {ctx.actor.email}
          </button>
        </form>
      ) : (
        <form action="/api/v1/me/address" className="stack onward" method="post">
          <label className="field">
            <span>Another e-mail address</span>
            <input autoComplete="email" name="email" placeholder="you@example.com" required type="email" />
            <span className="meta">
              We ask both mailboxes. It takes the place of the old one when both have said yes.
            </span>
          </label>
          <button className="button quiet" type="submit">
            Ask both mailboxes
          </button>
        </form>
      )}
    </>
  );
}
