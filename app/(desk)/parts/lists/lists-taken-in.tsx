import { mayDo } from "@/lib/access.ts";
import type { Ctx, Member } from "@/lib/context.ts";
import { listImports } from "@/lib/newsletters/lists/reads.ts";
import { When } from "../../(reader)/parts/when.tsx";

type Props = { ctx: Ctx<Member>; newsletter: { id: string; slug: string } };

/** Where a newsletter's readers came from by lists, and the way to take all of them along. */
export async function ListsTakenIn({ ctx, newsletter }: Props) {
  const imports = await listImports(ctx, newsletter.id);
  const mayExport = mayDo(ctx.actor.roles, "settings.edit");
  if (imports.length === 0 && !mayExport) return null;
  const now = ctx.now();
  return (
    <>
      <h2>Readers</h2>
      {imports.length > 0 ? (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">List from elsewhere</th>
              <th className="num" scope="col">
                Rows
              </th>
              <th className="num" scope="col">
                Added
              </th>
              <th className="num" scope="col">
                Left out
              </th>
              <th className="num" scope="col">
                Taken in
              </th>
            </tr>
          </thead>
          <tbody>
            {imports.map(({ id, source, lines, counts, updatedAt, finishedAt }) => (
              <tr key={id}>
                <td>{source}</td>
                <td className="num">{lines.toLocaleString("en")}</td>
                <td className="num">{counts.added.toLocaleString("en")}</td>
                <td className="num">{(lines - counts.added - counts.known).toLocaleString("en")}</td>
                <td className="num">
                  {finishedAt ? null : "not finished, "}
                  <When at={updatedAt} now={now} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {mayExport ? (
        <p>
          <a className="button quiet" href={`/api/v1/desk/newsletters/${newsletter.slug}/readers.csv`}>
            Export readers
          </a>
        </p>
      ) : null}
    </>
  );
}
