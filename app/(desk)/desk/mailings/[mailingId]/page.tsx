import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { mayDo } from "@/lib/access.ts";
import { domainShares, whyNot } from "@/lib/delivery/breakdown.ts";
import { keptBack } from "@/lib/delivery/contact.ts";
import { listDeliveries, readMailing } from "@/lib/delivery/reads.ts";
import { type DeliveryState, deliveryStates } from "@/lib/delivery/states.ts";
import { Said } from "../../../../(reader)/parts/said.tsx";
import { exactly } from "../../../../(reader)/parts/times.ts";
import { deskCtx, isUuid, orNotFound, type Search, wordOf } from "../../../../page-context.ts";
import { AddressLookUp } from "../../../parts/address-look-up.tsx";
import { Breakdown } from "../../../parts/breakdown.tsx";
import { IssueFigures } from "../../../parts/issue-figures.tsx";
import { MailingDesk } from "../../../parts/mailing-desk.tsx";
import { Scroll } from "../../../parts/scroll.tsx";
import { stateWords } from "../../../parts/state-words.ts";
import { SubjectTestTable } from "../../../parts/subject-test-table.tsx";

export const metadata: Metadata = { title: "Mailing", robots: "noindex" };

/** So many lines a page; all of them are in the CSV. */
const most = 100;

export default async function DeskMailing(props: { params: Promise<{ mailingId: string }>; searchParams: Search }) {
  const { mailingId } = await props.params;
  if (!isUuid(mailingId)) notFound();
  const ctx = await deskCtx("mailings.read");
  const mailing = await orNotFound(readMailing(ctx, mailingId));
  const wanted = await wordOf(props.searchParams, "state");
  const state: DeliveryState | null = deliveryStates.find((known) => known === wanted) ?? null;
  const after = await wordOf(props.searchParams, "after");
  const from = after && /^\d{1,18}$/.test(after) ? after : undefined;
  const [read, why, domains] = await Promise.all([
    listDeliveries(ctx, mailingId, { state, ...(from ? { after: from } : {}) }),
    whyNot(ctx, mailingId),
    domainShares(ctx, mailingId),
  ]);
  const lines = read.slice(0, most);
  const page = (more: Record<string, string>) => {
    const query = new URLSearchParams({ ...(state ? { state } : {}), ...more }).toString();
    return `/desk/mailings/${mailingId}${query ? `?${query}` : ""}`;
  };
  const last = lines.at(-1);
  return (
    <>
      <div className="top">
        <h1>{mailing.subject}</h1>
        <a
          className="button quiet"
          href={`/api/v1/desk/mailings/${mailingId}/deliveries.csv${state ? `?state=${state}` : ""}`}
        >
          Download as CSV
        </a>
      </div>
      <MailingDesk
        mailing={{
          ...mailing,
          createdAt: mailing.createdAt.toISOString(),
          startsAt: mailing.startsAt?.toISOString() ?? null,
        }}
        mayRun={mayDo(ctx.actor.roles, "mailings.run")}
      />
      <div className="sheet">
        <Said search={props.searchParams} />
        <SubjectTestTable ctx={ctx} mailingId={mailingId} state={mailing.state} />
        {mailing.total > 0 ? <IssueFigures ctx={ctx} mailingId={mailingId} /> : null}
        <Breakdown domains={domains} why={why} />
        <h2>Who got it, and why not</h2>
        {mailing.total > 0 ? <AddressLookUp mailingId={mailingId} /> : null}
        <nav aria-label="States" className="filters">
          <Link aria-current={state ? undefined : "page"} href={`/desk/mailings/${mailingId}`}>
            All {mailing.total.toLocaleString("en")}
          </Link>
          {deliveryStates
            .filter((one) => mailing.counts[one] > 0)
            .map((one) => (
              <Link
                aria-current={one === state ? "page" : undefined}
                href={`/desk/mailings/${mailingId}?state=${one}`}
                key={one}
              >
                {stateWords[one]} {mailing.counts[one].toLocaleString("en")}
              </Link>
            ))}
        </nav>
        {lines.length === 0 ? (
          <p className="meta">
            {mailing.total === 0
              ? "Nobody yet: its audience is frozen when it begins."
              : from
                ? "That was the last of them."
                : "Nobody is in this state."}
          </p>
        ) : (
          <Scroll label="Recipients">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">Address</th>
                  <th scope="col">State</th>
                  <th scope="col">Why, and what the mail server said</th>
                  <th className="num" scope="col">
                    Tries
                  </th>
                  <th scope="col">When</th>
                </tr>
              </thead>
              <tbody>
                {lines.map((line) => (
                  <tr key={line.id}>
                    <td>{line.address}</td>
                    <td>{stateWords[line.state]}</td>
                    <td>
                      {line.reason}
                      {line.answer ? <p className="meta">{line.answer}</p> : null}
                    </td>
                    <td className="num" data-label="Tries">
                      {line.tries}
                    </td>
                    <td className="meta">
                      {line.settledAt
                        ? exactly(line.settledAt)
                        : line.nextTryAt && line.reason === keptBack.quiet
                          ? `goes ${exactly(line.nextTryAt)}`
                          : line.tries > 0 && line.nextTryAt
                            ? `next try ${exactly(line.nextTryAt)}`
                            : ""}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
        <p className="filters">
          {from ? <Link href={page({})}>Back to the first</Link> : null}
          {read.length > most && last ? <Link href={page({ after: last.id })}>The next {most}</Link> : null}
        </p>
      </div>
    </>
  );
}
