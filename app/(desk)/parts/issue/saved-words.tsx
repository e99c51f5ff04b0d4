import type { Saving } from "./use-saving.ts";

/** Whether what is on the screen is safe, in words, and read out only when it is not. */
export function SavedWords({ saving, tryAgain }: { saving: Saving; tryAgain(): void }) {
  if (saving.state === "stuck")
    return (
      <p className="saved-words state-bad" role="alert">
        Not saved. {saving.problem.title}{" "}
        {saving.problem.code === "changed_meanwhile" ? null : (
          <button className="link" onClick={tryAgain} type="button">
            Try again
          </button>
        )}
      </p>
    );
  return (
    <p className="saved-words meta">
      {saving.state === "saved" ? (saving.at ? `Saved at ${clock(saving.at)}` : "Saved") : wordsOf[saving.state]}
    </p>
  );
}

const wordsOf = { waiting: "Writing …", saving: "Saving …" };
const clock = (at: Date) => at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
