import type { Metadata } from "next";
import Link from "next/link";
import { listReturns, returnCounts, returnKinds, suppressionCounts } from "@/lib/delivery/returns/reads.ts";
import { exactly } from "../../../../(reader)/parts/times.ts";
import { deskCtx, type Search, wordOf } from "../../../../page-context.ts";
import { AddressLookUp } from "../../../parts/address-look-up.tsx";
import { Scroll } from "../../../parts/scroll.tsx";
import { SendingTabs } from "../../../parts/sending-tabs.tsx";

export const metadata: Metadata = { title: "Returned mail", robots: "noindex" };

const days = 30;
const kindWords = { bounced: "Bounced", delayed: "Delayed", complained: "Called it spam" } as const;
const sourceWords: Record<string, string> = {
  mail: "mail",
  ses: "Amazon SES",
  postmark: "Postmark",
  mailgun: "Mailgun",
  sendgrid: "SendGrid",
};

export default async function Returns({ searchParams }: { searchParams: Search }) {
  const ctx = await deskCtx("mailings.read");
  const wanted = await wordOf(searchParams, "kind");
  const kind = returnKinds.find((known) => known === wanted) ?? null;
  const before = await wordOf(searchParams, "before");
  const [counts, suppressed, lines] = await Promise.all([
    returnCounts(ctx, days),
    suppressionCounts(ctx),
    listReturns(ctx, { kind, before: before && /^\d{1,18}$/.test(before) ? before : null }),
  ]);
  const sum = (one: (typeof returnKinds)[number]) =>
    counts.filter((row) => row.kind === one).reduce((all, row) => all + row.count, 0);
  const page = (more: Record<string, string>) => {
    const query = new URLSearchParams({ ...(kind ? { kind } : {}), ...more }).toString();
    return `/desk/sending/returns${query ? `?${query}` : ""}`;
  };
  const sources = [...new Set(counts.map((row) => row.source))];
  const last = lines.at(-1);
  return (
    <>
      <div className="top">
        <h1>Returned mail</h1>
        <SendingTabs here="/desk/sending/returns" />
      </div>
      <div className="sheet">
        <h2>In the last {days} days</h2>
        <dl className="figures">
          {returnKinds.map((one) => (
            <div key={one}>
              <dt>{kindWords[one]}</dt>
              <dd>{sum(one).toLocaleString("en")}</dd>
            </div>
          ))}
          <div>
            <dt>Mailboxes proven dead</dt>
            <dd>{counts.reduce((all, row) => all + row.dead, 0).toLocaleString("en")}</dd>
          </div>
        </dl>
        <p className="meta">
          {sources.length > 0
            ? `Told by ${sources.map((source) => sourceWords[source] ?? source).join(", ")}.`
            : "Nothing was told. Bounces and complaints come in by SMTP, from a mailbox or by a provider’s webhook, once one of them is set up."}{" "}
          {suppressed.length > 0
            ? `Nothing is sent to ${suppressed.map(({ reason, count }) => `${count.toLocaleString("en")} (${reason})`).join(", ")}.`
            : "No address is suppressed."}
        </p>
        <h2>An address</h2>
        <AddressLookUp />
        <h2>What came back</h2>
        <nav aria-label="Kinds" className="filters">
          <Link aria-current={kind ? undefined : "page"} href="/desk/sending/returns">
            All
          </Link>
          {returnKinds.map((one) => (
            <Link aria-current={one === kind ? "page" : undefined} href={`/desk/sending/returns?kind=${one}`} key={one}>
              {kindWords[one]}
            </Link>
          ))}
        </nav>
        {lines.length === 0 ? (
          <p className="meta">Nothing. What mail servers and readers send back stands here, with their words.</p>
        ) : (
          <Scroll label="What came back">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">When</th>
                  <th scope="col">What</th>
                  <th scope="col">Whose, and what was said</th>
                  <th scope="col">Mailing</th>
                </tr>
              </thead>
              <tbody>
                {lines.map((line) => (
                  <tr key={line.id}>
                    <td className="meta">{exactly(line.at)}</td>
                    <td>
                      {kindWords[line.kind]}
                      {line.status ? ` ${line.status}` : ""}
                      <p className="meta">
                        {line.isDead ? "proven dead, " : ""}by {sourceWords[line.source] ?? line.source}
                      </p>
                    </td>
                    <td>
                      {line.address ?? "a mail that no mailing sent"}
                      {line.evidence ? <p className="meta">{line.evidence}</p> : null}
                    </td>
                    <td>
                      {line.mailingId ? <Link href={`/desk/mailings/${line.mailingId}`}>{line.subject}</Link> : "none"}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
        {lines.length === 50 && last ? <Link href={page({ before: last.id })}>The fifty before</Link> : null}
      </div>
    </>
  );
}
