import type { Metadata } from "next";
import Link from "next/link";
import { cursorFrom } from "@/lib/cursor.ts";
import { changesOf } from "@/lib/desk/audit-changes.ts";
import { readAudit } from "@/lib/desk/today.ts";
import { exactly } from "../../../(reader)/parts/times.ts";
import { cursorWord, deskCtx, type Search } from "../../../page-context.ts";
import { Scroll } from "../../parts/scroll.tsx";

export const metadata: Metadata = { title: "Audit", robots: "noindex" };

export default async function Audit({ searchParams }: { searchParams: Search }) {
  const after = await cursorWord(searchParams);
  const { items: lines, next } = await readAudit(await deskCtx("audit.read"), cursorFrom(after));
  return (
    <>
      <div className="top">
        <h1>Audit</h1>
        <span className="meta">{after ? "Older acts" : "The newest acts"}</span>
      </div>
      <div className="sheet">
        <Scroll label="Acts">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Who</th>
                <th scope="col">What</th>
                <th scope="col">Before and after</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <tr key={line.id}>
                  <td>
                    <time dateTime={line.at.toISOString()}>{exactly(line.at)}</time>
                  </td>
                  <td>{line.who}</td>
                  <td>
                    {line.event}
                    <br />
                    <span className="meta">
                      {line.subjectKind} {line.subjectId.slice(0, 8)}
                    </span>
                  </td>
                  <td>
                    <Changes after={line.after} before={line.before} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
        {lines.length === 0 ? <p className="meta">Nothing is older than that.</p> : null}
        <p className="keys">
          {after ? (
            <Link className="button quiet" href="/desk/audit">
              The newest
            </Link>
          ) : null}
          {next ? (
            <Link className="button quiet" href={`/desk/audit?after=${next}`}>
              Older
            </Link>
          ) : null}
        </p>
      </div>
    </>
  );
}

/** What became of each part; of what was and is alike, nothing is said. */
function Changes({ before, after }: { before: unknown; after: unknown }) {
  const changes = changesOf(before, after);
  if (changes.length === 0) return null;
  return (
    <ul className="changes">
      {changes.map(({ part, was, is }) => (
        <li key={part}>
          {part ? <span className="meta">{part} </span> : null}
          {was === undefined ? null : (
            <>
              <span className="hidden">was </span>
              <del>{was}</del>{" "}
            </>
          )}
          {is === undefined ? null : (
            <>
              {was === undefined ? null : <span className="hidden">is </span>}
              <ins>{is}</ins>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
