import type { Metadata } from "next";
import Link from "next/link";
import { listNewsletters } from "@/lib/newsletters/reads.ts";
import { listSeries } from "@/lib/series/reads.ts";
import { triggers, triggerWords, usualDays } from "@/lib/series/schema.ts";
import { Said } from "../../../(reader)/parts/said.tsx";
import { deskCtx, type Search } from "../../../page-context.ts";
import { Scroll } from "../../parts/scroll.tsx";
import { NewSeries } from "../../parts/series/new-series.tsx";
import { stateWords } from "../../parts/series/words.ts";

export const metadata: Metadata = { title: "Series", robots: "noindex" };

/** Mails that a reader gets one after another, from a day of their own on. */
export default async function SeriesList({ searchParams }: { searchParams: Search }) {
  const ctx = await deskCtx("newsletters.write");
  const [all, newsletters] = await Promise.all([listSeries(ctx), listNewsletters(ctx)]);
  return (
    <>
      <div className="top">
        <h1>Series</h1>
      </div>
      <div className="sheet">
        <Said search={searchParams} />
        <p className="measured">
          A welcome in three mails, a word a week after a plan began: each reader gets them one after another from a day
          of their own on, for as long as they get the newsletter that they ride on.
        </p>
        {all.length === 0 ? (
          <p className="empty">There is none yet. What you begin below stands here, with how many readers are in it.</p>
        ) : (
          <Scroll label="Series">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">Series</th>
                  <th scope="col">Newsletter</th>
                  <th scope="col">It is</th>
                  <th className="num" scope="col">
                    Steps
                  </th>
                  <th className="num" scope="col">
                    Readers in it
                  </th>
                </tr>
              </thead>
              <tbody>
                {all.map(({ id, title, newsletter, state, steps, readers }) => (
                  <tr key={id}>
                    <td>
                      <Link href={`/desk/series/${id}`} prefetch={false}>
                        {title}
                      </Link>
                    </td>
                    <td>{newsletter.name}</td>
                    <td>{stateWords[state]}</td>
                    <td className="num" data-label="Steps">
                      {steps.filter(({ takenOutAt }) => !takenOutAt).length}
                    </td>
                    <td className="num" data-label="Readers in it">
                      {readers.now.toLocaleString("en")}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
        <h2>A new series</h2>
        {newsletters.length === 0 ? (
          <p className="meta">
            It rides on a newsletter, for only who has confirmed one is written to. Make one first.
          </p>
        ) : (
          <NewSeries
            newsletters={newsletters.map(({ slug, name }) => ({ slug, name }))}
            triggers={triggers.map((name) => ({ name, words: triggerWords[name], days: usualDays[name] }))}
          />
        )}
      </div>
    </>
  );
}
