"use client";
import { useEffect, useId, useRef, useState } from "react";
import { call } from "./call.ts";
import { type Finding, Findings, mayInsist, type Part, useFindings } from "./findings.tsx";
import type { Shown } from "./threads.ts";

export type Draft = {
  text: string;
  parentId: string | null;
  displayName: string;
  findings: Finding[];
  /** Why what was begun before signing in is not posted yet. */
  problem?: string | false | undefined;
};

/**
 * The box to write in. While a reader pauses, the house rules are asked on the server and answer with what is wrong and
 * which guideline says so; the text can be mended, or sent to a moderator as it is. Without scripts, and for who has not
 * signed in, it is a plain form that loses nothing on the way.
 */
export function Composer(props: {
  storyId: string;
  parentId: string | null;
  isMember: boolean;
  /** What comments are written in, so that the browser looks for slips in that. */
  language: string;
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
  const { findings, setFindings, forget } = useFindings(text, props.most, props.draft);
  const [word, setWord] = useState<{ text: string; isProblem: boolean } | undefined>(
    props.draft.problem ? { text: props.draft.problem, isProblem: true } : undefined,
  );
  const [isBusy, setBusy] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const nameBox = useRef<HTMLInputElement>(null);
  const isNameMissing = Boolean(props.draft.problem) && !props.name && props.draft.displayName === "";

  useEffect(() => {
    if (isNameMissing) nameBox.current?.focus();
    else if (props.parentId || props.draft.text) box.current?.focus();
  }, [isNameMissing, props.parentId, props.draft.text]);

  async function post(insists: boolean) {
    setBusy(true);
    setWord(undefined);
    const answer = await call<Pick<Shown, "id" | "state" | "version" | "createdAt" | "editableForMs">>(
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
        ...answer.view,
        storyId: props.storyId,
        parentId: props.parentId,
        threadId: null,
        inAnswerTo: null,
        author: { name, isStaff: false, isMe: true },
        text: text.trim(),
        recommended: 0,
        isRecommendedByMe: false,
        editedAt: null,
        isPinned: false,
        isPicked: false,
      },
      name,
    );
    setText("");
    forget();
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
        ref={nameBox}
        value={displayName}
      />
      {props.isMember ? null : <span className="meta">Leave it empty if you have commented here before.</span>}
    </label>
  );

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
        lang={props.language}
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
      <Findings findings={findings} guidelines={props.guidelines} id={`${id}-findings`} />
      {word ? (
        <p className={word.isProblem ? "said problem" : "said"} role={word.isProblem ? "alert" : "status"}>
          {word.text}
        </p>
      ) : null}
      <div className="act">
        <button className="button" disabled={isBusy} type="submit">
          {props.parentId ? "Post reply" : "Post comment"}
        </button>
        {mayInsist(findings) ? (
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
