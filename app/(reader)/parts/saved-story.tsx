"use client";
import { type Ref, type RefObject, useImperativeHandle, useRef, useState } from "react";
import {
  actDone,
  actLabel,
  actsOn,
  type Before,
  changeSaved,
  putBackSaved,
  type SavedAct,
  type SavedLine,
  type SavedShelf,
} from "./saved-acts.ts";
import { SavedCorrection } from "./saved-correction.tsx";
import { SavedHighlights } from "./saved-highlights.tsx";
import { OwnWords, WriteWords } from "./saved-words.tsx";
import { waits } from "./waiting-acts.ts";
import { When } from "./when.tsx";

/** What the list can ask of a story in it, for keys. */
export type SavedHandle = { press(act: SavedAct): void; undo(): void };

/** A saved story with its acts. What was done stands in its place, with the undo beside it, until the page is left. */
export function SavedStory(props: {
  line: SavedLine;
  shelf: SavedShelf;
  now: string;
  here: string;
  isChosen: boolean;
  onChoose: (isChosen: boolean, isRange: boolean) => void;
  onWords: (words: { tags: string[]; note: string }) => void;
  ref: Ref<SavedHandle>;
}) {
  const { line, shelf } = props;
  const [gone, setGone] = useState<SavedAct | undefined>();
  const [isWaiting, setWaiting] = useState(false);
  const [problem, setProblem] = useState("");
  const undo = useRef<HTMLButtonElement>(null);
  const turn = useTurns();
  const before = useRef<Before>([]);

  async function press(act: SavedAct) {
    setGone(act);
    setProblem("");
    const answer = await turn(() => changeSaved([line.id], { act }));
    if (answer.ok) {
      before.current = answer.view.before;
      setWaiting(answer.view.isWaiting === true);
      return undo.current?.focus();
    }
    setGone(undefined);
    setProblem(answer.problem.title);
  }

  async function takeBack() {
    const answer = await turn(() => putBackSaved(before.current));
    if (answer.ok) return setGone(undefined);
    setProblem(answer.problem.title);
  }

  useImperativeHandle(props.ref, () => ({ press: (act) => void press(act), undo: () => void takeBack() }));

  if (gone)
    return (
      <p className="gone meta" data-row={line.id} role="status">
        {actDone[gone]}: “{line.title}”. {isWaiting ? `${waits} ` : ""}
        <button className="link" onClick={() => void takeBack()} ref={undo} type="button">
          Undo
        </button>
        {problem ? ` ${problem}` : ""}
      </p>
    );

  return (
    <article className="saved" data-row={line.id}>
      <input
        aria-label={`Choose: ${line.title}`}
        checked={props.isChosen}
        className="choose"
        onChange={(event) => props.onChoose(event.target.checked, (event.nativeEvent as MouseEvent).shiftKey === true)}
        type="checkbox"
      />
      {line.section ? <p className="eyebrow">{line.section}</p> : null}
      <h2>
        <a href={`/stories/${line.id}`}>{line.title}</a>
      </h2>
      {line.standfirst ? <p className="standfirst">{line.standfirst}</p> : null}
      {line.correction ? (
        <SavedCorrection correction={line.correction} here={props.here} line={line} now={props.now} />
      ) : null}
      <OwnWords line={line} />
      <SavedHighlights line={line} />
      <div className="saved-acts">
        <WriteWords here={props.here} line={line} onWords={props.onWords} />
        <div className="row">
          {actsOn[shelf].map((act) => (
            <form
              action={`/api/v1/bookmarks/${line.id}/change`}
              key={act}
              method="post"
              onSubmit={(event) => {
                event.preventDefault();
                void press(act);
              }}
            >
              <input name="act" type="hidden" value={act} />
              <input name="returnTo" type="hidden" value={props.here} />
              <button aria-label={`${actLabel[act]}: ${line.title}`} type="submit">
                {actLabel[act]}
              </button>
            </form>
          ))}
          <span className="row-end">
            {line.read === null ? null : `${line.read} % read · `}
            Saved <When at={line.savedAt} now={props.now} />
          </span>
        </div>
      </div>
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
    </article>
  );
}

/** One after the other: a quick undo must not overtake on its way what it takes back. */
function useTurns() {
  const last: RefObject<Promise<unknown>> = useRef(Promise.resolve());
  return <Done,>(act: () => Promise<Done>): Promise<Done> => {
    const answer = last.current.then(act);
    last.current = answer;
    return answer;
  };
}
