"use client";
import { useEffect, useId, useRef, useState } from "react";
import { call } from "./call.ts";
import type { Shown } from "./comment-item.tsx";

export type Finding = { rule: string; reason: string; guideline: string; at: [number, number] };
export type Part = { id: string; number: number; title: string };
export type Draft = { text: string; parentId: string | null; displayName: string; findings: Finding[] };

const pauseMs = 600;

/**
 * The box to write in. While a reader pauses, the house rules are asked on the server and answer with what is wrong and
 * which guideline says so; the text can be mended, or sent to a moderator as it is. Without scripts, and for who has not
 * signed in, it is a plain form that loses nothing on the way.
 */
export function Composer(props: {
  storyId: string;
  parentId: string | null;
  isMember: boolean;
  name: string | null;
  most: number;
  guidelines: Part[];
  draft: Draft;
  onPosted: (comment: Shown, name: string) => void;
  onCancel: (() => void) | undefined;
}) {
  const id = useId();
  const [text, setText] = useState(props.draft.text);
  const [displayName, setDisplayName] = useState(props.draft.displayName);
  const [findings, setFindings] = useState<Finding[]>(props.draft.findings);
  const [word, setWord] = useState<{ text: string; isProblem: boolean } | undefined>();
  const [isBusy, setBusy] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const asked = useRef(props.draft.text);

  useEffect(() => {
    if (props.parentId || props.draft.text) box.current?.focus();
  }, [props.parentId, props.draft.text]);

  useEffect(() => {
    // The first words of a sentence are no sentence yet, so nothing is said of them.
    if (text === asked.current || text.trim().length < 12 || text.length > props.most) return;
    const timer = setTimeout(async () => {
      asked.current = text;
      const answer = await call<{ findings: Finding[] }>("POST", "/api/v1/comments/check", { text });
      if (answer.ok && asked.current === text) setFindings(answer.view.findings);
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [text, props.most]);

  async function post(insists: boolean) {
    setBusy(true);
    setWord(undefined);
    const answer = await call<{ id: string; state: "published" | "held" }>(
      "POST",
      `/api/v1/stories/${props.storyId}/comments`,
      {
        text,
        insists,
        ...(props.parentId ? { parentId: props.parentId } : {}),
        ...(props.name ? {} : { displayName }),
      },
    );
    setBusy(false);
    if (!answer.ok) {
      if (answer.problem.code === "comment_breaks_rules") return setFindings(answer.problem.findings as Finding[]);
      return setWord({ text: answer.problem.title, isProblem: true });
    }
    const name = props.name ?? displayName.trim();
    props.onPosted(
      {
        id: answer.view.id,
        storyId: props.storyId,
        parentId: props.parentId,
        author: { name, isStaff: false, isMe: true },
        text: text.trim(),
        state: answer.view.state,
        recommended: 0,
        isRecommendedByMe: false,
        createdAt: new Date().toISOString(),
      },
      name,
    );
    asked.current = "";
    setText("");
    setFindings([]);
    setWord({
      text:
        answer.view.state === "published"
          ? "Your comment is published."
          : "Your comment waits for a moderator. Only you see it until then.",
      isProblem: false,
    });
  }

  const asksForName = !props.name && (props.isMember || text !== "");
  const nameField = (
    <label className="field">
      <span>Your name, as it stands over your comments</span>
      <input
        autoComplete="name"
        maxLength={60}
        name="displayName"
        onChange={(event) => setDisplayName(event.target.value)}
        value={displayName}
      />
    </label>
  );
  const cited = [...new Set(findings.map((finding) => finding.guideline))]
    .flatMap((guideline) => props.guidelines.find((part) => part.id === guideline) ?? [])
    .sort((one, other) => one.number - other.number);

  return (
    <form
      action="/api/v1/intents"
      className="write"
      method="post"
      onSubmit={(event) => {
        if (text.length > props.most) {
          event.preventDefault();
          const [has, most] = [text.length, props.most].map((count) => count.toLocaleString("en"));
          return setWord({
            text: `A comment has at most ${most} characters; yours has ${has}. Shorten it, and post it again.`,
            isProblem: true,
          });
        }
        if (!props.isMember) return;
        event.preventDefault();
        const pressed = (event.nativeEvent as SubmitEvent).submitter as HTMLButtonElement | null;
        if (!isBusy) void post(pressed?.name === "insists");
      }}
    >
      <input name="kind" type="hidden" value="comment" />
      <input name="storyId" type="hidden" value={props.storyId} />
      <input name="returnTo" type="hidden" value={`/stories/${props.storyId}`} />
      {props.parentId ? <input name="parentId" type="hidden" value={props.parentId} /> : null}
      <label className="hidden" htmlFor={id}>
        {props.parentId ? "Your reply" : "Your comment"}
      </label>
      <textarea
        aria-describedby={`${id}-findings`}
        id={id}
        name="text"
        onChange={(event) => setText(event.target.value)}
        placeholder={props.parentId ? "Write a reply" : "What do you think?"}
        ref={box}
        required
        value={text}
      />
      {asksForName ? nameField : null}
      {/* Without scripts nobody sees that something was written, so the field is there from the start. */}
      {!asksForName && !props.isMember ? <noscript>{nameField}</noscript> : null}
      <div id={`${id}-findings`} role="status">
        {findings.length > 0 ? (
          <div className="finding">
            <ul className="reasons">
              {findings.map((finding) => (
                <li key={`${finding.rule}-${finding.at[0]}`}>
                  <b>{titleOf(finding, props.guidelines)}.</b> <Reason reason={finding.reason} />
                </li>
              ))}
            </ul>
            {cited.length > 0 ? (
              <p className="meta">
                {cited.length === 1 ? "Guideline " : "Guidelines "}
                {cited.map((part, at) => (
                  <span key={part.id}>
                    {at === 0 ? "" : at === cited.length - 1 ? " and " : ", "}
                    <a href={`/guidelines#${part.id}`}>{part.number}</a>
                  </span>
                ))}
              </p>
            ) : null}
          </div>
        ) : null}
      </div>
      {word ? (
        <p className={word.isProblem ? "said problem" : "said"} role={word.isProblem ? "alert" : "status"}>
          {word.text}
        </p>
      ) : null}
      <div className="act">
        <button className="button" disabled={isBusy} type="submit">
          {props.parentId ? "Post reply" : "Post comment"}
        </button>
        {findings.length > 0 ? (
          <button className="button quiet" disabled={isBusy} name="insists" type="submit" value="yes">
            Send to a moderator as it is
          </button>
        ) : null}
        {props.onCancel ? (
          <button className="button quiet" onClick={props.onCancel} type="button">
            Cancel
          </button>
        ) : null}
        <span className="meta count">
          {text.length.toLocaleString("en")} / {props.most.toLocaleString("en")}
        </span>
      </div>
    </form>
  );
}

const titleOf = (finding: Finding, parts: Part[]) =>
  parts.find((part) => part.id === finding.guideline)?.title ?? "House rule";

/** The words in question are quoted in the reason; they are marked as they would be in the text. */
function Reason({ reason }: { reason: string }) {
  const [before, quoted, after] = reason.split(/“([^”]+)”/);
  if (quoted === undefined) return reason;
  return (
    <>
      {before}“<mark>{quoted}</mark>”{after}
      {reason.slice((before?.length ?? 0) + quoted.length + 2 + (after?.length ?? 0))}
    </>
  );
}
