"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { call } from "../../(reader)/parts/call.ts";
import { When } from "../../(reader)/parts/when.tsx";
import type { ListName } from "./comment-tabs.tsx";
import { commentWords, ruleWords } from "./comment-words.ts";
import { type Because, firstWords, mayPublish, mayReject, QueueDecision } from "./queue-decision.tsx";
import { type DeskComment, type Part, QueueDetail } from "./queue-detail.tsx";

const names: Record<ListName, string> = { held: "Held comments", reported: "Reported comments", all: "All comments" };
const nothing: Record<ListName, string> = {
  held: "Nothing waits. A comment that a rule stopped and its author insisted on stands here, and one that readers' reports hold.",
  reported: "Nobody has reported anything that is undecided. A report stands here until a moderator has answered it.",
  all: "No comment is like that. Everything that members say stands here, the newest first.",
};

/** A list of comments on the left; the one that is being read, with what is said of it, on the right. P, R, J and K do without a mouse. */
export function Queue(props: {
  list: ListName;
  items: DeskComment[];
  guidelines: Part[];
  now: string;
  /** Only what this member wrote is listed. */
  author?: string;
}) {
  const [items, setItems] = useState(props.items);
  const [chosen, setChosen] = useState(props.items[0]?.id);
  const [isRejecting, setRejecting] = useState(false);
  const [word, setWord] = useState<{ text: string; isProblem: boolean }>({ text: "", isProblem: false });
  const [isBusy, setBusy] = useState(false);
  const router = useRouter();
  const detail = useRef<HTMLElement>(null);
  const one = items.find((comment) => comment.id === chosen) ?? items[0];

  function choose(id: string | undefined) {
    setChosen(id);
    setRejecting(false);
  }

  async function decide(comment: DeskComment, state: "published" | "rejected", because?: Because) {
    if (isBusy) return;
    setBusy(true);
    const answer = await call("POST", `/api/v1/desk/comments/${comment.id}/decision`, {
      state,
      version: comment.version,
      ...because,
    });
    setBusy(false);
    setWord(
      answer.ok
        ? { text: `${doneWord(comment, state)}: “${firstWords(comment)}”`, isProblem: false }
        : { text: answer.problem.title, isProblem: true },
    );
    if (!answer.ok && answer.problem.code === "changed_meanwhile") return readAgain(comment.id);
    if (!answer.ok && answer.problem.code !== "already_decided") return;
    // The counts beside the lists and in the margin are the server's.
    router.refresh();
    if (props.list === "all") return readAgain(comment.id);
    const at = items.findIndex((item) => item.id === comment.id);
    const left = items.filter((item) => item.id !== comment.id);
    setItems(left);
    choose(left[Math.min(at, left.length - 1)]?.id);
  }

  /** It is another one now: it is shown in the same place, and nothing that was typed about the old one stays. */
  async function readAgain(id: string) {
    const query = new URLSearchParams(location.search);
    query.set("list", props.list);
    if (props.author) query.set("author", props.author);
    const answer = await call<{ items: DeskComment[] }>("GET", `/api/v1/desk/comments?${query}`);
    if (answer.ok) setItems(answer.view.items);
    choose(id);
  }

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || !one)
        return;
      const at = items.findIndex((item) => item.id === one.id);
      const key = event.key.toLowerCase();
      if (key === "j") choose(items[Math.min(at + 1, items.length - 1)]?.id);
      else if (key === "k") choose(items[Math.max(at - 1, 0)]?.id);
      else if (key === "p" && mayPublish(one)) void decide(one, "published");
      else if (key === "r" && mayReject(one)) {
        event.preventDefault();
        setRejecting(true);
      }
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
        <div className="split">
          <ul aria-label={names[props.list]} className="queue">
            {items.map((comment) => (
              <li key={comment.id}>
                <button
                  aria-current={comment.id === one.id}
                  className="item"
                  onClick={() => {
                    choose(comment.id);
                    showBelow(detail.current);
                  }}
                  type="button"
                >
                  <span className="l">
                    <b>{comment.author.name}</b>
                    <Tags comment={comment} list={props.list} />
                    <When at={comment.createdAt} now={props.now} />
                  </span>
                  <span className="words">{comment.text || "Its words are gone."}</span>
                </button>
              </li>
            ))}
          </ul>
          <section aria-label="The comment" className="detail" ref={detail}>
            <QueueDetail comment={one} guidelines={props.guidelines} />
            <QueueDecision
              comment={one}
              guidelines={props.guidelines}
              isBusy={isBusy}
              isRejecting={isRejecting}
              key={`${one.id}-${one.version}-${isRejecting}`}
              onBack={() => setRejecting(false)}
              onPublish={() => void decide(one, "published")}
              onReject={(because) => (because ? void decide(one, "rejected", because) : setRejecting(true))}
            />
          </section>
        </div>
      ) : (
        <div className="sheet">
          <p className="empty">{nothing[props.list]}</p>
        </div>
      )}
    </>
  );
}

/** On a phone the comment stands below the list, and a press on its line leads there. */
export function showBelow(detail: HTMLElement | null) {
  if (detail && detail.getBoundingClientRect().top > innerHeight / 2) detail.scrollIntoView({ block: "start" });
}

const doneWord = (comment: DeskComment, state: "published" | "rejected") =>
  comment.state === "published"
    ? state === "published"
      ? "Let stand"
      : "Taken down"
    : state === "published"
      ? "Published"
      : "Rejected";

/** Why it is here, in a word or two. */
function Tags({ comment, list }: { comment: DeskComment; list: ListName }) {
  const rules = [...new Set(comment.findings.map((finding) => ruleWords[finding.rule] ?? finding.rule))];
  const reports = comment.reports.length;
  return (
    <>
      {list === "all" && comment.state !== "published" ? (
        <span className="tag">{commentWords[comment.state]}</span>
      ) : null}
      {list === "reported" && comment.state === "held" ? <span className="tag">Held</span> : null}
      {comment.state === "held" || list !== "all"
        ? rules.map((rule) => (
            <span className="tag waits" key={rule}>
              {rule}
            </span>
          ))
        : null}
      {reports > 0 ? <span className="tag waits">{`${reports} ${reports === 1 ? "report" : "reports"}`}</span> : null}
      {comment.heldBecause === "check-failed" ? <span className="tag waits">not checked</span> : null}
      {comment.heldBecause === "first" ? <span className="tag waits">new name</span> : null}
    </>
  );
}
