"use client";
import { useEffect, useRef, useState } from "react";
import { call } from "../../(reader)/parts/call.ts";
import { exactly } from "../../(reader)/parts/times.ts";
import { When } from "../../(reader)/parts/when.tsx";

type Finding = { rule: string; reason: string; guideline: string; at: [number, number] };
type Held = {
  id: string;
  version: number;
  text: string;
  findings: Finding[];
  heldBecause: string | null;
  createdAt: string;
  story: { id: string; title: string };
  author: { name: string; since: string; published: number; rejected: number };
  inReplyTo: string | null;
  editedAt: string | null;
  earlier: { text: string; writtenAt: string }[];
};
type Part = { id: string; number: number; title: string };

const labels: Record<string, string> = {
  english: "Not English",
  sentences: "Fragment",
  shouting: "Shouting",
  civility: "Abusive",
  personal: "Personal",
  "personal-data": "Private data",
  links: "Links",
};

/** What waits, on the left; the one that is being read, with why it waits, on the right. P publishes, R rejects, J and K move. */
export function Queue(props: { held: Held[]; guidelines: Part[]; now: string }) {
  const [held, setHeld] = useState(props.held);
  const [chosen, setChosen] = useState(props.held[0]?.id);
  const [isRejecting, setRejecting] = useState(false);
  const [reason, setReason] = useState("");
  const [word, setWord] = useState<{ text: string; isProblem: boolean }>({ text: "", isProblem: false });
  const [isBusy, setBusy] = useState(false);
  const reasonBox = useRef<HTMLTextAreaElement>(null);
  const one = held.find((comment) => comment.id === chosen) ?? held[0];

  function choose(id: string | undefined) {
    setChosen(id);
    setRejecting(false);
    setReason("");
  }

  async function decide(comment: Held, state: "published" | "rejected") {
    if (isBusy) return;
    setBusy(true);
    const answer = await call("POST", `/api/v1/desk/comments/${comment.id}/decision`, {
      state,
      version: comment.version,
      ...(state === "rejected"
        ? { reason, ...(comment.findings[0] ? { guideline: comment.findings[0].guideline } : {}) }
        : {}),
    });
    setBusy(false);
    const isOver = answer.ok || answer.problem.code === "already_decided";
    setWord(
      answer.ok
        ? {
            text: `${state === "published" ? "Published" : "Rejected"}: “${comment.text.slice(0, 60)}${comment.text.length > 60 ? "…" : ""}”`,
            isProblem: false,
          }
        : { text: answer.problem.title, isProblem: true },
    );
    if (!answer.ok && answer.problem.code === "changed_meanwhile") return readAgain(comment.id);
    if (!isOver) return;
    const at = held.findIndex((item) => item.id === comment.id);
    const left = held.filter((item) => item.id !== comment.id);
    setHeld(left);
    choose(left[Math.min(at, left.length - 1)]?.id);
  }

  /** The text is another one now: it is shown in the same place, and nothing that was typed about the old one stays. */
  async function readAgain(id: string) {
    const answer = await call<{ items: Held[] }>("GET", "/api/v1/desk/comments");
    if (answer.ok) setHeld(answer.view.items);
    choose(id);
  }

  function reject(comment: Held) {
    setRejecting(true);
    setReason(reason || comment.findings.map((finding) => finding.reason).join(" "));
  }

  useEffect(() => {
    if (isRejecting) reasonBox.current?.focus();
  }, [isRejecting]);

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || !one)
        return;
      const at = held.findIndex((item) => item.id === one.id);
      const key = event.key.toLowerCase();
      if (key === "j") choose(held[Math.min(at + 1, held.length - 1)]?.id);
      else if (key === "k") choose(held[Math.max(at - 1, 0)]?.id);
      else if (key === "p") void decide(one, "published");
      else if (key === "r") {
        event.preventDefault();
        reject(one);
      }
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  });

  const title = (guideline: string) => props.guidelines.find((part) => part.id === guideline);
  return (
    <>
      <p className={word.text ? (word.isProblem ? "said problem" : "said") : "hidden"} role="status">
        {word.text}
      </p>
      {one ? (
        <div className="split">
          <ul aria-label="Held comments" className="queue">
            {held.map((comment) => (
              <li key={comment.id}>
                <button
                  aria-current={comment.id === one.id}
                  className="item"
                  onClick={() => choose(comment.id)}
                  type="button"
                >
                  <span className="l">
                    <b>{comment.author.name}</b>
                    {[...new Set(comment.findings.map((finding) => finding.rule))].map((rule) => (
                      <span className="tag waits" key={rule}>
                        {labels[rule] ?? rule}
                      </span>
                    ))}
                    {comment.heldBecause === "check-failed" ? <span className="tag waits">not checked</span> : null}
                    <When at={comment.createdAt} now={props.now} />
                  </span>
                  <span className="words">{comment.text}</span>
                </button>
              </li>
            ))}
          </ul>
          <section aria-label="The comment" className="detail">
            <p className="meta">
              On <a href={`/stories/${one.story.id}`}>{one.story.title}</a>
              {one.inReplyTo ? ` · in reply to ${one.inReplyTo}` : ""} ·{" "}
              <time dateTime={one.createdAt}>{exactly(new Date(one.createdAt))}</time>
            </p>
            <blockquote>
              <Marked findings={one.findings} text={one.text} />
            </blockquote>
            <dl className="facts">
              {one.findings.map((finding) => (
                <div className="fact" key={`${finding.rule}-${finding.at[0]}`}>
                  <dt>{title(finding.guideline)?.title ?? finding.rule}</dt>
                  <dd>
                    {finding.reason} <span className="meta">Guideline {title(finding.guideline)?.number ?? "?"}</span>
                  </dd>
                </div>
              ))}
              {one.heldBecause === "check-failed" ? (
                <div className="fact">
                  <dt>Not checked</dt>
                  <dd>A house rule could not answer when this was posted, so nobody has judged it yet.</dd>
                </div>
              ) : null}
              {one.earlier.map((earlier) => (
                <div className="fact" key={earlier.writtenAt}>
                  <dt>Before it was edited</dt>
                  <dd className="before">{earlier.text}</dd>
                </div>
              ))}
              <div className="fact">
                <dt>The author</dt>
                <dd>
                  Member since {new Date(one.author.since).getUTCFullYear()} · {one.author.published} published,{" "}
                  {one.author.rejected} rejected
                  {one.heldBecause === "rules" ? " · saw the reasons and asked for a moderator" : ""}
                </dd>
              </div>
            </dl>
            {isRejecting ? (
              <form
                className="form"
                onSubmit={(event) => {
                  event.preventDefault();
                  void decide(one, "rejected");
                }}
              >
                <label className="field">
                  <span>The reason, for the author</span>
                  <textarea
                    className="short"
                    maxLength={500}
                    minLength={3}
                    onChange={(event) => setReason(event.target.value)}
                    ref={reasonBox}
                    required
                    value={reason}
                  />
                </label>
                <div className="keys">
                  <button className="button" disabled={isBusy} type="submit">
                    Reject
                  </button>
                  <button className="button quiet" onClick={() => setRejecting(false)} type="button">
                    Back
                  </button>
                </div>
              </form>
            ) : (
              <div className="keys">
                <button
                  className="button"
                  disabled={isBusy}
                  onClick={() => void decide(one, "published")}
                  type="button"
                >
                  Publish <kbd>P</kbd>
                </button>
                <button className="button quiet" disabled={isBusy} onClick={() => reject(one)} type="button">
                  Reject with reason <kbd>R</kbd>
                </button>
              </div>
            )}
          </section>
        </div>
      ) : (
        <div className="sheet">
          <p className="empty">Nothing waits. A comment that a rule stopped and its author insisted on stands here.</p>
        </div>
      )}
    </>
  );
}

/** The text with the words that the rules are about marked; overlapping marks become one. */
function Marked({ text, findings }: { text: string; findings: Finding[] }) {
  const spans = findings
    .map((finding) => finding.at)
    .filter(([start, end]) => start < end && end <= text.length && end - start < text.length)
    .sort((one, other) => one[0] - other[0]);
  const parts: { text: string; isMarked: boolean; at: number }[] = [];
  let at = 0;
  for (const [start, end] of spans) {
    if (start > at) parts.push({ text: text.slice(at, start), isMarked: false, at });
    const from = Math.max(start, at);
    if (end > from) parts.push({ text: text.slice(from, end), isMarked: true, at: from });
    at = Math.max(at, end);
  }
  if (at < text.length) parts.push({ text: text.slice(at), isMarked: false, at });
  return parts.map((part) => (part.isMarked ? <mark key={part.at}>{part.text}</mark> : part.text));
}
