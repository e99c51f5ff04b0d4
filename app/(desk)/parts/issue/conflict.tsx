import { IssueBody } from "../../../(reader)/parts/issue-body.tsx";
import { exactly } from "../../../(reader)/parts/times.ts";
import type { Theirs } from "./use-saving.ts";

/** Two wrote at once: what the other saved stands beside what is on the screen, and neither is lost, whatever is chosen. */
export function Conflict(props: { theirs: Theirs; keepMine(): void; takeTheirs(): void }) {
  const { theirs } = props;
  return (
    <section aria-labelledby="conflict" className="said waits conflict" role="alert">
      <h2 id="conflict">{theirs.savedBy ?? "Somebody"} has saved this issue while you had it open</h2>
      <p>
        Theirs is below, yours is in the editor. Nothing is saved until you choose, and the one that you do not choose
        stays in the history.
      </p>
      <div className="keys">
        <button className="button" onClick={props.keepMine} type="button">
          Keep mine
        </button>
        <button className="button quiet" onClick={props.takeTheirs} type="button">
          Take theirs
        </button>
      </div>
      <div className="theirs">
        <p className="meta">As they saved it, {exactly(new Date(theirs.updatedAt))}</p>
        <h3>{theirs.subject || "Without a subject"}</h3>
        {theirs.preview ? <p className="meta">{theirs.preview}</p> : null}
        <IssueBody blocks={theirs.document.blocks} />
      </div>
    </section>
  );
}
