import type { Metadata } from "next";
import Link from "next/link";
import { countMessages, listMessages, listTemplates, maySeeAddresses } from "@/lib/messages/reads.ts";
import { lawWords } from "@/lib/messages/schema.ts";
import { Said } from "../../../(reader)/parts/said.tsx";
import { deskCtx, type Search } from "../../../page-context.ts";
import { MessageTable } from "../../parts/message/message-table.tsx";
import { NewTemplate } from "../../parts/message/new-template.tsx";
import { Scroll } from "../../parts/scroll.tsx";

export const metadata: Metadata = { title: "Messages", robots: "noindex" };

/** Mails to one person each: in which words they go, and what became of the last ones. */
export default async function Messages({ searchParams }: { searchParams: Search }) {
  const ctx = await deskCtx("messages.write");
  const [templates, counts, { items }] = await Promise.all([listTemplates(ctx), countMessages(ctx), listMessages(ctx)]);
  const countOf = new Map(counts.map((count) => [count.template, count]));
  return (
    <>
      <div className="top">
        <h1>Messages</h1>
      </div>
      <div className="sheet">
        <Said search={searchParams} />
        <p className="measured">
          A receipt, a note about an order, a change of an account: one mail to one person, sent at once when a program
          of yours asks for it by a key for <code>messages.send</code>. {lawWords}
        </p>
        <h2>Templates</h2>
        {templates.length === 0 ? (
          <p className="empty">
            There is none yet. What you write below stands here, with how many mails went out by it.
          </p>
        ) : (
          <Scroll label="Templates">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">Template</th>
                  <th scope="col">Programs call it</th>
                  <th className="num" scope="col">
                    Asked for in 30 days
                  </th>
                  <th className="num" scope="col">
                    Not delivered
                  </th>
                </tr>
              </thead>
              <tbody>
                {templates.map(({ id, name, title, retiredAt, isReady }) => (
                  <tr key={id}>
                    <td>
                      <Link href={`/desk/messages/${name}`} prefetch={false}>
                        {title}
                      </Link>
                      {retiredAt ? <span className="meta"> retired</span> : null}
                      {retiredAt || isReady ? null : <span className="meta"> not finished</span>}
                    </td>
                    <td>
                      <code>{name}</code>
                    </td>
                    <td className="num" data-label="Asked for in 30 days">
                      {(countOf.get(name)?.asked ?? 0).toLocaleString("en")}
                    </td>
                    <td className="num" data-label="Not delivered">
                      {(countOf.get(name)?.failed ?? 0).toLocaleString("en")}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
        <h2>The last messages</h2>
        <MessageTable
          items={items}
          mayRead={maySeeAddresses(ctx.actor)}
          now={ctx.now()}
          titles={Object.fromEntries(templates.map(({ name, title }) => [name, title]))}
        />
        <h2>A new template</h2>
        <NewTemplate />
      </div>
    </>
  );
}
