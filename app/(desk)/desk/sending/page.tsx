import type { Metadata } from "next";
import { mayDo } from "@/lib/access.ts";
import { inBytes } from "@/lib/delivery/sizes.ts";
import {
  type DomainStanding,
  domainStandings,
  type ProviderStanding,
  providerStandings,
} from "@/lib/delivery/standing.ts";
import { exactly } from "../../../(reader)/parts/times.ts";
import { deskCtx } from "../../../page-context.ts";
import { DropRate, OpenGate, SetRate } from "../../parts/gate-acts.tsx";
import { Scroll } from "../../parts/scroll.tsx";
import { SendingTabs } from "../../parts/sending-tabs.tsx";

export const metadata: Metadata = { title: "Sending", robots: "noindex" };

const carried = { all: "everything", mailings: "mailings", prompt: "mails that a person waits for" } as const;

export default async function Sending() {
  const ctx = await deskCtx("mailings.read");
  const [providers, domains] = await Promise.all([providerStandings(ctx), domainStandings(ctx)]);
  const mayRun = mayDo(ctx.actor.roles, "mailings.run");
  const maySet = mayDo(ctx.actor.roles, "settings.edit");
  return (
    <>
      <div className="top">
        <h1>Sending</h1>
        <SendingTabs here="/desk/sending" />
      </div>
      <div className="sheet">
        <h2>Providers</h2>
        <p className="meta">
          The mail servers of SMTP_URL, with what is set for each there. One that fails is left alone for a while, and
          the others carry its mails.
        </p>
        <Scroll label="Providers">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Provider</th>
                <th scope="col">Now</th>
                <th scope="col">Carries</th>
                <th className="num" scope="col">
                  Weight
                </th>
                <th className="num" scope="col">
                  Conversations
                </th>
                <th className="num" scope="col">
                  A second
                </th>
                <th className="num" scope="col">
                  In 24 hours
                </th>
              </tr>
            </thead>
            <tbody>
              {providers.map((provider) => (
                <tr key={provider.name}>
                  <th scope="row">{provider.name}</th>
                  <td>
                    <Gate gate={provider.gate} mayRun={mayRun} name={provider.name} />
                  </td>
                  <td>
                    {carried[provider.carries]}
                    {provider.largest === null ? null : <p className="meta">mails up to {inBytes(provider.largest)}</p>}
                    {provider.signs ? null : <p className="meta">signs by itself</p>}
                  </td>
                  <td className="num" data-label="Weight">
                    {provider.weight}
                  </td>
                  <td className="num" data-label="Conversations">
                    {provider.connections}
                  </td>
                  <td className="num" data-label="A second">
                    {provider.perSecond?.toLocaleString("en") ?? "no limit"}
                  </td>
                  <td className="num" data-label="In 24 hours">
                    <Today provider={provider} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
        <h2>Recipient domains</h2>
        <p className="meta">
          A domain that refuses us by its policy five times in a row is left alone, and its readers wait; everybody else
          goes on. A rate holds all workers together.
        </p>
        {domains.length === 0 ? (
          <p>Every domain is written to as fast as it takes mails.</p>
        ) : (
          <Scroll label="Recipient domains">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">Domain</th>
                  <th scope="col">Now</th>
                  <th className="num" scope="col">
                    A second
                  </th>
                  {maySet ? <th scope="col">Change</th> : null}
                </tr>
              </thead>
              <tbody>
                {domains.map((domain) => (
                  <tr key={domain.domain}>
                    <th scope="row">{nameOf(domain)}</th>
                    <td>
                      <Gate gate={domain.gate} mayRun={mayRun} name={domain.domain} />
                    </td>
                    <td className="num" data-label="A second">
                      {domain.perSecond?.toLocaleString("en") ?? "no limit"}
                    </td>
                    {maySet ? <td>{domain.perSecond === null ? null : <DropRate domain={domain.domain} />}</td> : null}
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
        {maySet ? (
          <>
            <h2>Give a domain a rate</h2>
            <SetRate />
          </>
        ) : null}
      </div>
    </>
  );
}

const nameOf = ({ domain }: DomainStanding) => (domain === "*" ? "Each of the others" : domain);

function Gate({ gate, mayRun, name }: { gate: ProviderStanding["gate"]; mayRun: boolean; name: string }) {
  if (!gate) return <span>in use</span>;
  return (
    <>
      <b className="state-bad">
        left alone {gate.until ? `until ${exactly(gate.until)}` : "until a person says otherwise"}
      </b>
      <p className="meta">{gate.reason}</p>
      {mayRun ? <OpenGate gate={gate.key} name={name} /> : null}
    </>
  );
}

function Today({ provider: { today, usedToday, isWarmingUp } }: { provider: ProviderStanding }) {
  if (today === null) return "no limit";
  return (
    <>
      {(usedToday ?? 0).toLocaleString("en")} of {today.toLocaleString("en")}
      {isWarmingUp ? <p className="meta">warming up</p> : null}
    </>
  );
}
