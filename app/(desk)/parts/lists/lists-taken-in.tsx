import Link from "next/link";
import { mayDo } from "@/lib/access.ts";
import type { Ctx, Member } from "@/lib/context.ts";
import { keptLists, listImports } from "@/lib/newsletters/lists/reads.ts";
import { When } from "../../../(reader)/parts/when.tsx";
import { Scroll } from "../scroll.tsx";
import { stateWords } from "./list-words.ts";

type Props = { ctx: Ctx<Member>; newsletter: { id: string; slug: string; retiredAt: Date | null } };

/** Where a newsletter's readers came from by lists, the way to bring more, and the way to take all of them along. */
export async function ListsTakenIn({ ctx, newsletter }: Props) {
  const mayExport = mayDo(ctx.actor.roles, "settings.edit");
  const mayImport = mayDo(ctx.actor.roles, "readers.import");
  const [imports, kept] = await Promise.all([listImports(ctx, newsletter.id), keptLists(ctx, newsletter.id)]);
  const { slug, retiredAt } = newsletter;
  const now = ctx.now();
  return (
    <>
      <h2>Readers from elsewhere</h2>
      <div className="lists-in">
        {mayImport && kept.length > 0 ? (
          <ul className="plain">
            {kept.map(({ id, name, state, givenAt }) => (
              <li key={id}>
                <Link href={`/desk/newsletters/${slug}/lists/${id}`} prefetch={false}>
                  {name}
                </Link>{" "}
                <span className="meta">
                  {stateWords[state].toLowerCase()} · given <When at={givenAt} now={now} />
                </span>
              </li>
            ))}
          </ul>
        ) : null}
        {imports.length > 0 ? (
          <Scroll label="Lists that were taken in">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">Where they agreed</th>
                  {["Rows", "Added", "Left out", "Taken in"].map((head) => (
                    <th className="num" key={head} scope="col">
                      {head}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {imports.map(({ id, source, lines, counts, updatedAt, finishedAt }) => (
                  <tr key={id}>
                    <td>{source}</td>
                    <td className="num" data-label="Rows">
                      {lines.toLocaleString("en")}
                    </td>
                    <td className="num" data-label="Added">
                      {counts.added.toLocaleString("en")}
                    </td>
                    <td className="num" data-label="Left out">
                      {(lines - counts.added - counts.known).toLocaleString("en")}
                    </td>
                    <td className="num" data-label="Taken in">
                      {finishedAt ? null : "not finished, "}
                      <When at={updatedAt} now={now} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        ) : kept.length === 0 ? (
          <p className="meta">No list was taken in. Readers of another program can come along.</p>
        ) : null}
        <p className="keys">
          {mayImport && !retiredAt ? (
            <Link className="button quiet" href={`/desk/newsletters/${slug}/lists/new`} prefetch={false}>
              Take in a list …
            </Link>
          ) : null}
          {mayExport ? (
            <a className="button quiet" href={`/api/v1/desk/newsletters/${slug}/readers.csv`}>
              Export readers
            </a>
          ) : null}
        </p>
      </div>
    </>
  );
}
