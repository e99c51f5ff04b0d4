import type { Metadata } from "next";
import Link from "next/link";
import { countAudience } from "@/lib/delivery/reach.ts";
import { listNewsletters, listRetired, topicOf } from "@/lib/newsletters/reads.ts";
import { Said } from "../../../(reader)/parts/said.tsx";
import { deskCtx, type Search } from "../../../page-context.ts";
import { BeginIssue } from "../../parts/issue/begin-issue.tsx";
import { NewNewsletter } from "../../parts/new-newsletter.tsx";
import { Scroll } from "../../parts/scroll.tsx";

export const metadata: Metadata = { title: "Newsletters", robots: "noindex" };

export default async function DeskNewsletters({ searchParams }: { searchParams: Search }) {
  const ctx = await deskCtx("newsletters.write");
  const [newsletters, retired] = await Promise.all([listNewsletters(ctx), listRetired(ctx)]);
  const counts = await Promise.all(newsletters.map((newsletter) => countAudience(ctx, topicOf(newsletter))));
  return (
    <>
      <div className="top">
        <h1>Newsletters</h1>
      </div>
      <div className="sheet">
        <Said search={searchParams} />
        {newsletters.length === 0 ? <p className="meta">There is none yet. Make the first one below.</p> : null}
        <Scroll label="Newsletters">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Newsletter</th>
                <th scope="col">How often</th>
                <th className="num" scope="col">
                  Confirmed readers
                </th>
                <th scope="col">
                  <span className="hidden">Write</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {newsletters.map((newsletter, at) => (
                <tr key={newsletter.id}>
                  <td>
                    <Link href={`/desk/newsletters/${newsletter.slug}`}>{newsletter.name}</Link>
                  </td>
                  <td>{newsletter.cadence}</td>
                  <td className="num" data-label="Confirmed readers">
                    {counts[at]?.toLocaleString("en")}
                  </td>
                  <td className="num">
                    <BeginIssue isQuiet slug={newsletter.slug} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
        {retired.length > 0 ? (
          <>
            <h2>Ended</h2>
            <ul className="plain">
              {retired.map(({ id, slug, name }) => (
                <li key={id}>
                  <Link href={`/desk/newsletters/${slug}`}>{name}</Link>
                </li>
              ))}
            </ul>
          </>
        ) : null}
        <h2>A new newsletter</h2>
        <NewNewsletter />
      </div>
    </>
  );
}
