"use client";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { call } from "../../(reader)/parts/call.ts";
import { exactly } from "../../(reader)/parts/times.ts";
import { When } from "../../(reader)/parts/when.tsx";
import { type Answer, AppealAnswer } from "./appeal-answer.tsx";
import { type DeskComment, type Part, QueueDetail } from "./queue-detail.tsx";

type Appeal = { id: string; text: string; at: string; mayAnswer: boolean; comment: DeskComment };

/** Appeals on the left; the one that is being read, with the comment and why it was rejected, on the right. */
export function Appeals(props: { appeals: Appeal[]; guidelines: Part[]; now: string }) {
  const [appeals, setAppeals] = useState(props.appeals);
  const [chosen, setChosen] = useState(props.appeals[0]?.id);
  const [word, setWord] = useState<{ text: string; isProblem: boolean }>({ text: "", isProblem: false });
  const [isBusy, setBusy] = useState(false);
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const one = appeals.find(({ id }) => id === chosen) ?? appeals[0];

  async function answer(appeal: Appeal, said: Answer) {
    setBusy(true);
    const answered = await call("POST", `/api/v1/desk/appeals/${appeal.id}/decision`, said);
    setBusy(false);
    setWord(
      answered.ok
        ? {
            text: said.outcome === "overturned" ? "Overturned: the comment is published." : "Upheld.",
            isProblem: false,
          }
        : { text: answered.problem.title, isProblem: true },
    );
    if (!answered.ok && answered.problem.code !== "already_decided") return;
    router.refresh();
    const at = appeals.findIndex(({ id }) => id === appeal.id);
    const left = appeals.filter(({ id }) => id !== appeal.id);
    setAppeals(left);
    setChosen(left[Math.min(at, left.length - 1)]?.id);
  }

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
      const at = appeals.findIndex(({ id }) => id === one?.id);
      if (event.key.toLowerCase() === "j") setChosen(appeals[Math.min(at + 1, appeals.length - 1)]?.id);
      else if (event.key.toLowerCase() === "k") setChosen(appeals[Math.max(at - 1, 0)]?.id);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  });

  return (
    <>
      <p className={word.text ? (word.isProblem ? "said problem" : "said") : "hidden"} role="status">
        {word.text}
      </p>
      {one ? (
        <div className="split one-of-two" data-open={isOpen ? "" : undefined}>
          <ul aria-label="Appeals" className="queue">
            {appeals.map((appeal) => (
              <li key={appeal.id}>
                <button
                  aria-current={appeal.id === one.id}
                  className="item"
                  onClick={() => {
                    setChosen(appeal.id);
                    setOpen(true);
                  }}
                  type="button"
                >
                  <span className="l">
                    <b>{appeal.comment.author.name}</b>
                    {appeal.mayAnswer ? null : <span className="tag waits">your decision</span>}
                    <When at={appeal.at} now={props.now} />
                  </span>
                  <span className="words">{appeal.text}</span>
                </button>
              </li>
            ))}
          </ul>
          <section aria-label="The appeal" className="detail">
            <button className="link to-list" onClick={() => setOpen(false)} type="button">
              Back to the list
            </button>
            <h2 className="said-by">
              {one.comment.author.name} appealed on {exactly(new Date(one.at))}
            </h2>
            <blockquote>{one.text}</blockquote>
            <h2 className="said-by">The comment that was rejected</h2>
            <QueueDetail comment={one.comment} guidelines={props.guidelines} />
            {one.mayAnswer ? (
              <AppealAnswer isBusy={isBusy} key={one.id} onAnswer={(said) => void answer(one, said)} />
            ) : (
              <p className="said waits">
                You made this decision, so you may not answer the appeal against it. Somebody else who moderates must.
              </p>
            )}
          </section>
        </div>
      ) : (
        <div className="sheet">
          <p className="empty">
            No appeal waits. When an author says that a rejection is wrong, what they say stands here.
          </p>
        </div>
      )}
    </>
  );
}
