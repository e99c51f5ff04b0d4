import type { RecordView } from "@/lib/comments/ban-schema.ts";
import { exactly, fullDay } from "../../(reader)/parts/times.ts";
import type { Part } from "./queue-detail.tsx";

/** How a member's comments and reports fared, in figures. */
export const RecordFigures = ({ counts }: { counts: RecordView["counts"] }) => (
  <>
    <dl className="figures">
      {[
        ["Published", counts.published],
        ["Held", counts.held],
        ["Rejected", counts.rejected],
        ["Deleted by them", counts.deleted],
      ].map(([label, count]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{count?.toLocaleString("en")}</dd>
        </div>
      ))}
    </dl>
    <p className="meta record-words">
      {counts.takenDown === 0
        ? "None of those rejected had been published before."
        : `Of those rejected, ${counts.takenDown} had been published before.`}{" "}
      {counts.reported === 0
        ? "Nobody has reported them."
        : `Reported ${times(counts.reported)}; ${counts.reportedUpheld} of the reports were upheld.`}{" "}
      {counts.reports === 0
        ? "They have reported nobody."
        : `They have reported others ${times(counts.reports)}: ${counts.reportsUpheld} upheld, ${counts.reportsTurnedDown} turned down.`}
    </p>
  </>
);

const times = (count: number) => (count === 1 ? "once" : `${count} times`);

/** What kept a member from commenting, the newest first, with what was said to them and what for the newsroom. */
export function Bans({ bans, guidelines }: { bans: RecordView["bans"]; guidelines: Part[] }) {
  if (bans.length === 0) return <p className="meta">They have never been kept from commenting.</p>;
  return (
    <ol className="bans">
      {bans.map((ban) => {
        const part = guidelines.find(({ id }) => id === ban.guideline);
        return (
          <li key={ban.id}>
            <p>
              {ban.isStanding ? <b className="tag waits">Holds now. </b> : null}
              Since {fullDay(ban.since)}, {ban.until ? `until ${exactly(ban.until)}` : "for good"}, by {ban.by}
              {part ? `, for guideline ${part.number}, “${part.title}”` : ""}.
            </p>
            <p>
              To the member: <q>{ban.reason}</q>
              {ban.note ? ` For us: “${ban.note}”` : ""}
            </p>
            {ban.ending ? <p className="meta">{endingOf(ban.ending)}</p> : null}
          </li>
        );
      })}
    </ol>
  );
}

function endingOf({ how, at, by, words, note }: NonNullable<RecordView["bans"][number]["ending"]>): string {
  const when = exactly(at);
  if (how === "over") return `Its time was over on ${when}.`;
  if (how === "replaced") return `Replaced by ${by} on ${when}.`;
  return `Lifted by ${by} on ${when}: “${words}”${note ? ` For us: “${note}”` : ""}`;
}
