import Link from "next/link";
import { renderSVG } from "uqr";
import type { Ctx, Member } from "@/lib/context.ts";
import { type NewApp, pendingApp } from "@/lib/members/authenticator.ts";
import { recoveryCodesOf } from "@/lib/members/recovery-codes.ts";
import type { Proof } from "@/lib/second-factor.ts";
import { AddPasskey } from "./add-passkey.tsx";

type Props = { ctx: Ctx<Member>; proof: Proof; goOn: string | undefined; isNeeded: boolean };

/** What a member of staff has set up, and what they can. */
export async function SecondFactor({ ctx, proof, goOn, isNeeded }: Props) {
  const [pending, recovery] = await Promise.all([pendingApp(ctx), recoveryCodesOf(ctx)]);
  const back = `/prove?done=passkey-added${goOn ? `&goOn=${encodeURIComponent(goOn)}` : ""}`;
  return (
    <>
      <p className="lead">
        {isNeeded
          ? "The desk of this site asks its staff for more than a mailbox. Choose one of the two, and the desk is open."
          : "Whoever works at the desk can prove more than that they read your mail: by a passkey, or by an app."}
      </p>
      {proof.hasApp ? (
        <section aria-labelledby="codes">
          <h2 className="section-title" id="codes">
            Recovery codes
          </h2>
          {recovery.toWriteDown.length > 0 ? (
            <>
              <p className="plain">
                Each opens the desk once when your app is not at hand. Print them or write them down now: in ten minutes
                nobody can show them again.
              </p>
              <ul className="recovery-codes">
                {recovery.toWriteDown.map((code) => (
                  <li key={code}>
                    {code.slice(0, 5)}-{code.slice(5)}
                  </li>
                ))}
              </ul>
            </>
          ) : (
            <p className="plain">{recovery.left} of 10 are unused.</p>
          )}
          <form action="/api/v1/desk/second-factor/recovery-codes" method="post">
            <button className="button quiet" type="submit">
              Make new ones
            </button>
          </form>
        </section>
      ) : null}
      <section aria-labelledby="by-passkey">
        <h2 className="section-title" id="by-passkey">
          A passkey
        </h2>
        <p className="plain">
          A finger, your face or the PIN of a device. Signing in with it opens the desk at once.{" "}
          {proof.hasPasskey ? (
            <>
              You have one; see <Link href="/account/devices#passkeys">your passkeys</Link>.
            </>
          ) : null}
        </p>
        <AddPasskey then={back} />
      </section>
      <section aria-labelledby="app">
        <h2 className="section-title" id="app">
          An authenticator app
        </h2>
        <p className="plain">
          {proof.hasApp
            ? "In use. It shows six digits, anew every half minute."
            : "An app of your choice that shows six digits, anew every half minute. It needs no network."}
        </p>
        {pending ? <SetUp app={pending} goOn={goOn} /> : null}
        <div className="acts">
          {pending ? null : (
            <form action="/api/v1/desk/second-factor/app" method="post">
              {goOn ? <input name="goOn" type="hidden" value={goOn} /> : null}
              <button className="button quiet" type="submit">
                {proof.hasApp ? "Set up another in its place" : "Set up an app"}
              </button>
            </form>
          )}
          {proof.hasApp ? (
            <form action="/api/v1/desk/second-factor/app/removal" method="post">
              <button className="button quiet" type="submit">
                Remove the app
              </button>
            </form>
          ) : null}
        </div>
      </section>
    </>
  );
}

/** The secret for a camera and for fingers, and the field for the first code. */
const SetUp = ({ app, goOn }: { app: NewApp; goOn: string | undefined }) => (
  <div className="set-up-app">
    {/* biome-ignore lint/performance/noImgElement: it is made here and loads nothing */}
    <img
      alt="A square for the camera of your app. The same stands below in letters."
      height={220}
      src={`data:image/svg+xml;base64,${Buffer.from(renderSVG(app.address, { border: 2 })).toString("base64")}`}
      width={220}
    />
    <p className="meta">
      No camera? Type this into the app: <code>{app.secret.replace(/(.{4})/g, "$1 ").trim()}</code>
    </p>
    <form action="/api/v1/desk/second-factor/app/confirmation" className="stack" method="post">
      {goOn ? <input name="goOn" type="hidden" value={goOn} /> : null}
      <label className="field">
        <span>The six digits that it shows now</span>
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
        Use this app
      </button>
    </form>
  </div>
);
