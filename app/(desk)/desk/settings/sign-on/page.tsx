import type { Metadata } from "next";
import Link from "next/link";
import { originsOf } from "@/lib/origins.ts";
import { publisherLoginOf } from "@/lib/publisher-login.ts";
import { tokenSettingsOf } from "@/lib/sso/membership-token.ts";
import { type SigningKey, signingKeys } from "@/lib/sso/signing-keys.ts";
import { Said } from "../../../../(reader)/parts/said.tsx";
import { exactly } from "../../../../(reader)/parts/times.ts";
import { deskCtx, type Search } from "../../../../page-context.ts";
import { AskingForm } from "../../../parts/asking-form.tsx";
import { LoginForm } from "../../../parts/login-form.tsx";
import { Scroll } from "../../../parts/scroll.tsx";

export const metadata: Metadata = { title: "Single sign-on", robots: "noindex" };

export default async function SignOn({ searchParams }: { searchParams: Search }) {
  const ctx = await deskCtx("settings.edit");
  const [login, { tellsAddress }, keys, origins] = await Promise.all([
    publisherLoginOf(ctx),
    tokenSettingsOf(ctx),
    signingKeys(ctx),
    originsOf(ctx),
  ]);
  const { appUrl } = ctx.env.http;
  return (
    <>
      <div className="top">
        <h1>Single sign-on</h1>
      </div>
      <div className="sheet">
        <Said search={searchParams} />
        <h2>From your login to here</h2>
        <p className="measured">
          Whoever is signed in with you is signed in here: your login sends them with a short-lived signed token, and no
          mail is needed. Whoever holds its keys can sign readers in; the desk asks for its second factor all the same.
        </p>
        <dl className="elements">
          <div>
            <dt>Its form posts to</dt>
            <dd>
              <code>{appUrl}/sso</code> with <code>token</code>, and <code>returnTo</code> and <code>begun</code> as
              they came to it
            </dd>
          </div>
          <div>
            <dt>The token holds</dt>
            <dd>
              <code>iss</code>, <code>aud</code> (<code>{appUrl}</code>), <code>sub</code>, <code>jti</code>,{" "}
              <code>iat</code>, <code>exp</code> (at most five minutes later), <code>email</code>,{" "}
              <code>email_verified</code>
            </dd>
          </div>
          <div>
            <dt>Signed by</dt>
            <dd>ES256, EdDSA, RS256 or PS256</dd>
          </div>
        </dl>
        <LoginForm key={JSON.stringify(login ?? null)} login={login} />
        {login ? (
          <AskingForm action="/api/v1/desk/sign-on/drop" done="/desk/settings/sign-on?done=login-dropped">
            <button className="link" type="submit">
              Let it sign nobody in any more
            </button>
          </AskingForm>
        ) : null}
        <h2>From here to your pages</h2>
        <p className="measured">
          Your CMS can trust that a reader is a member without asking us each time: a page of yours fetches a token of
          five minutes, and the CMS checks it with our public keys at <code>{appUrl}/.well-known/jwks.json</code>. A
          token is for one of the places listed under <Link href="/desk/embeds">On your pages</Link>
          {origins.length === 0 ? "; none is listed yet." : `: ${origins.join(", ")}.`}
        </p>
        <AskingForm action="/api/v1/desk/sign-on/tokens" className="form" done="/desk/settings/sign-on?done=saved">
          <fieldset className="lengths">
            <legend>A token tells</legend>
            <label>
              <input defaultChecked={!tellsAddress} name="tellsAddress" type="radio" value="no" />
              That its bearer is a member, and a name that means nothing elsewhere
            </label>
            <label>
              <input defaultChecked={tellsAddress} name="tellsAddress" type="radio" value="yes" />
              The member’s e-mail address as well
            </label>
          </fieldset>
          <p className="hint">An address is told to every script of those pages. Tell it only where it is needed.</p>
          <div>
            <button className="button" type="submit">
              Save
            </button>
          </div>
        </AskingForm>
        <h2>Keys that sign them</h2>
        <Scroll label="Keys that sign">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Key</th>
                <th scope="col">State</th>
              </tr>
            </thead>
            <tbody>
              {keys.map((key) => (
                <tr key={key.id}>
                  <th scope="row">
                    <code>{key.id}</code>
                  </th>
                  <td>{stateOf(key)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
        <AskingForm
          action="/api/v1/desk/sign-on/keys/roll"
          className="form"
          done="/desk/settings/sign-on?done=key-rolled"
        >
          <fieldset className="lengths">
            <legend>Another key</legend>
            <label>
              <input defaultChecked name="atOnce" type="radio" value="no" />
              In a quarter of an hour, so that everybody knows it by then; the old one stays until its last token is
              over
            </label>
            <label>
              <input name="atOnce" type="radio" value="yes" />
              At once: the old one has leaked, and nothing that it signed is good any more
            </label>
          </fieldset>
          <div>
            <button className="button quiet" type="submit">
              Roll the key
            </button>
          </div>
        </AskingForm>
      </div>
    </>
  );
}

function stateOf({ state, signsFrom }: SigningKey) {
  const at = <time dateTime={signsFrom.toISOString()}>{exactly(signsFrom)}</time>;
  if (state === "coming") return <>is published, signs from {at}</>;
  if (state === "signing") return <>signs, since {at}</>;
  return "signs no more, is published until its last token is over";
}
