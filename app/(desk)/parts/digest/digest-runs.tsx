import Link from "next/link";
import type { DigestRunView } from "@/lib/newsletters/digest/schema.ts";
import { Scroll } from "../scroll.tsx";
import { onItsClock } from "./moments.ts";

const becameWords: Record<DigestRunView["became"], string> = {
  made: "is made, and goes next",
  sent: "sent",
  scheduled: "waits for its time",
  waits: "a draft, which an editor sends",
  empty: "nothing was sent",
  missed: "missed its hour",
  refused: "was not sent",
  given_up: "a draft that nobody sent; its stories went into the next",
};

/** The moments at which a digest was due, and what became of each. */
export function DigestRuns({ runs, slug, zone }: { runs: DigestRunView[]; slug: string; zone: string }) {
  if (runs.length === 0) return <p className="meta">It has not been due yet.</p>;
  return (
    <Scroll label="What became of it">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Due</th>
            <th scope="col">What became of it</th>
            <th className="num" scope="col">
              Stories
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id}>
              <td>{onItsClock(run.dueAt, zone)}</td>
              <td>
                <RunWords run={run} slug={slug} />
              </td>
              <td className="num">{run.stories}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function RunWords({ run, slug }: { run: DigestRunView; slug: string }) {
  const path = `/desk/newsletters/${slug}/${run.issueId}`;
  const at =
    run.mailingId && run.became === "sent"
      ? `/desk/mailings/${run.mailingId}`
      : run.mailingId
        ? `${path}/send`
        : run.issueId
          ? path
          : undefined;
  return (
    <>
      {at ? <Link href={at}>{run.subject || "Without a subject"}</Link> : null}
      {at ? ": " : ""}
      {at ? becameWords[run.became] : capital(becameWords[run.became])}
      {run.reason ? <span className="meta digest-reason">{run.reason}</span> : null}
    </>
  );
}

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
