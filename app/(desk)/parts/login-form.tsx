import type { PublisherLogin } from "@/lib/publisher-login.ts";
import { AskingForm } from "./asking-form.tsx";

/** What an administrator says of the publisher's own login. */
export function LoginForm({ login }: { login: PublisherLogin | undefined }) {
  const pasted = login?.keys.length ? JSON.stringify({ keys: login.keys }, null, 2) : "";
  return (
    <AskingForm action="/api/v1/desk/sign-on" className="form" done="/desk/settings/sign-on?done=saved">
      <label className="field">
        <span>What its button says</span>
        <input
          defaultValue={login?.name}
          maxLength={40}
          minLength={2}
          name="name"
          placeholder="Courier account"
          required
        />
        <span className="hint">“Sign in with Courier account”</span>
      </label>
      <label className="field">
        <span>Where readers sign in (optional)</span>
        <input
          defaultValue={login?.loginAddress}
          name="loginAddress"
          placeholder="https://www.example.org/login/masthead"
          type="url"
        />
        <span className="hint">
          The button leads there with returnTo and begun, for your login to send them back. Left empty, there is none.
        </span>
      </label>
      <label className="field">
        <span>Issuer</span>
        <input
          defaultValue={login?.issuer}
          maxLength={300}
          name="issuer"
          placeholder="https://login.example.org"
          required
        />
        <span className="hint">Exactly as its tokens carry it as iss.</span>
      </label>
      <label className="field">
        <span>Address of its public keys</span>
        <input
          defaultValue={login?.keysAddress}
          name="keysAddress"
          placeholder="https://login.example.org/.well-known/jwks.json"
          type="url"
        />
        <span className="hint">A JWKS. New keys in it are found by themselves.</span>
      </label>
      <label className="field">
        <span>Or the public keys themselves</span>
        <textarea
          className="short keys-field"
          defaultValue={pasted}
          maxLength={30_000}
          name="keys"
          rows={4}
          spellCheck={false}
        />
        <span className="hint">A JWKS or PEM, where there is no such address. Never a secret key.</span>
      </label>
      <div>
        <button className="button" type="submit">
          {login ? "Save" : "Let it sign readers in"}
        </button>
      </div>
    </AskingForm>
  );
}
