import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { mayDo } from "@/lib/access.ts";
import { listDeliveries, readMailing } from "@/lib/delivery/reads.ts";
import { type DeliveryState, deliveryStates } from "@/lib/delivery/states.ts";
import { exactly } from "../../../../(reader)/parts/times.ts";
import { deskCtx, isUuid, orNotFound, type Search, wordOf } from "../../../../page-context.ts";
import { MailingDesk } from "../../../parts/mailing-desk.tsx";
import { Scroll } from "../../../parts/scroll.tsx";
import { stateWords } from "../../../parts/state-words.ts";

export const metadata: Metadata = { title: "Mailing", robots: "noindex" };

export default async function DeskMailing(props: { params: Promise<{ mailingId: string }>; searchParams: Search }) {
  const { mailingId } = await props.params;
  if (!isUuid(mailingId)) notFound();
  const ctx = await deskCtx("mailings.read");
  const mailing = await orNotFound(readMailing(ctx, mailingId));
  const wanted = await wordOf(props.searchParams, "state");
  const state: DeliveryState | null = deliveryStates.find((known) => known === wanted) ?? null;
  const after = await wordOf(props.searchParams, "after");
  const lines = await listDeliveries(ctx, mailingId, {
    state,
    ...(after && /^\d{1,18}$/.test(after) ? { after } : {}),
  });
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
        <h2>Who got it, and why not</h2>
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
          <p className="meta">Nobody is in this state.</p>
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
        {lines.length === 500 && last ? <Link href={page({ after: last.id })}>The next 500</Link> : null}
      </div>
    </>
  );
}
