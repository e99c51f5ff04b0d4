import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { mayDo } from "@/lib/access.ts";
import { isOwnPath } from "@/lib/members/schema.ts";
import { isProofMissing } from "@/lib/second-factor.ts";
import { memberCtx, myProof, type Search, wordOf } from "../../page-context.ts";
import { ProofDialog } from "../parts/proof-dialog.tsx";
import { ProveByPasskey } from "../parts/prove-by-passkey.tsx";
import { Said } from "../parts/said.tsx";
import { SecondFactor } from "../parts/second-factor.tsx";

export const metadata: Metadata = { title: "Second factor", robots: "noindex" };

/** What staff proves beside their mailbox: shown here before the desk opens, and set up here. */
export default async function Prove({ searchParams }: { searchParams: Search }) {
  const ctx = await memberCtx("/prove");
  if (!mayDo(ctx.actor.roles, "desk.enter")) notFound();
  const [proof, asked] = await Promise.all([myProof(), wordOf(searchParams, "goOn")]);
  const goOn = asked && isOwnPath(asked) ? asked : undefined;
  const isSetUp = proof.hasApp || proof.hasPasskey;
  const mustShow = isSetUp && (isProofMissing(ctx, proof) || (goOn !== undefined && !(await saidDone(searchParams))));
  return (
    <div className="narrow stack">
      <h1>{mustShow ? "Prove that it is you" : "Second factor"}</h1>
      <Said search={searchParams} />
      {mustShow ? (
        <>
          <p className="lead">
            The desk reaches many people, so it wants more than your mailbox. Whoever reads your mail has not this.
          </p>
          {proof.hasApp ? (
            <form action="/api/v1/desk/second-factor/proof" className="stack" method="post">
              {goOn ? <input name="goOn" type="hidden" value={goOn} /> : null}
              <label className="field">
                <span>Six digits from your app, or a recovery code</span>
                <input autoComplete="one-time-code" className="code-field" maxLength={16} name="code" required />
              </label>
              <button className="button" type="submit">
                Go on
              </button>
            </form>
          ) : null}
          {proof.hasPasskey ? <ProveByPasskey goOn={goOn ?? "/desk"} isFirst={!proof.hasApp} /> : null}
          <p className="meta">
            Lost the device? An administrator resets it at the desk, under Settings, Staff; or whoever runs this site
            does.
          </p>
        </>
      ) : (
        <SecondFactor ctx={ctx} goOn={goOn} isNeeded={isProofMissing(ctx, proof)} proof={proof} />
      )}
      {isProofMissing(ctx, proof) ? null : (
        <Link className="meta" href={goOn ?? "/desk"}>
          {goOn ? "Go on" : "To the desk"}
        </Link>
      )}
      <ProofDialog />
    </div>
  );
}

const saidDone = async (search: Search) => (await wordOf(search, "done")) !== undefined;
