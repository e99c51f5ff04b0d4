import type { Metadata } from "next";
import { listDevices } from "@/lib/members/devices.ts";
import { listLinked } from "@/lib/members/linked.ts";
import { listPasskeys } from "@/lib/members/passkeys.ts";
import { memberCtx, type Search } from "../../../page-context.ts";
import { AccountTabs } from "../../parts/account-tabs.tsx";
import { LinkedAccounts } from "../../parts/linked-accounts.tsx";
import { Passkeys } from "../../parts/passkeys.tsx";
import { ProofDialog } from "../../parts/proof-dialog.tsx";
import { Said } from "../../parts/said.tsx";
import { dayOf, exactly } from "../../parts/times.ts";

export const metadata: Metadata = { title: "Devices", robots: "noindex" };

export default async function Devices({ searchParams }: { searchParams: Search }) {
  const ctx = await memberCtx("/account/devices");
  const [devices, passkeys, linked] = await Promise.all([listDevices(ctx), listPasskeys(ctx), listLinked(ctx)]);
  return (
    <div className="narrow">
      <h1>Devices</h1>
      <AccountTabs at="/account/devices" />
      <Said search={searchParams} />
      <p className="lead">
        You are signed in here. One that you do not know, or do not use any more? Sign out there: it holds at once.
      </p>
      <ul className="devices">
        {devices.map((device) => (
          <li key={device.id}>
            <div>
              <h2>{device.name}</h2>
              <p className="meta">
                {device.isThisOne ? <b>This device. </b> : null}
                Signed in on{" "}
                <time dateTime={device.signedInAt.toISOString()} title={exactly(device.signedInAt)}>
                  {dayOf(device.signedInAt, ctx.now())}
                </time>
                {device.isThisOne ? null : (
                  <>
                    , last here{" "}
                    <time dateTime={device.seenAt.toISOString()} title={exactly(device.seenAt)}>
                      {lastHere(device.seenAt, ctx.now())}
                    </time>
                  </>
                )}
                .
              </p>
            </div>
            <form action={`/api/v1/me/devices/${device.id}/end`} method="post">
              <button aria-label={`Sign out: ${device.name}`} className="button quiet" type="submit">
                Sign out
              </button>
            </form>
          </li>
        ))}
      </ul>
      <div className="acts">
        {devices.length > 1 ? (
          <form action="/api/v1/me/devices/end" method="post">
            <input name="which" type="hidden" value="others" />
            <button className="button" type="submit">
              Sign out on all others
            </button>
          </form>
        ) : null}
        <form action="/api/v1/me/devices/end" method="post">
          <input name="which" type="hidden" value="all" />
          <button className="button quiet" type="submit">
            Sign out everywhere, here too
          </button>
        </form>
      </div>
      <p className="meta onward">
        We keep what a device says of itself and when it was here. We keep no place and no network address of it.
      </p>
      <Passkeys now={ctx.now()} passkeys={passkeys} />
      <LinkedAccounts accounts={linked} now={ctx.now()} />
      {ctx.actor.roles.length > 0 ? <ProofDialog /> : null}
    </div>
  );
}

/** As coarse as it is known. */
function lastHere(at: Date, now: Date): string {
  const hours = Math.floor((now.getTime() - at.getTime()) / 3_600_000);
  if (hours < 1) return "within the hour";
  return hours < 24 ? `${hours} hour${hours === 1 ? "" : "s"} ago` : `on ${dayOf(at, now)}`;
}
