import { call, grouped, h, home, type Problem, signInFor } from "./base.ts";
import type { Comment, Posted } from "./talk.ts";

type Finding = { rule: string; reason: string; guideline: string; handling?: "nudge" | "hold" | "refuse" };
type Given = {
  storyId: string;
  parentId: string | null;
  /** Null for whoever is not signed in: what they write is kept, and posted once they are. */
  member: { name: string; hasName: boolean } | null;
  /** What was written here before the page was drawn anew. */
  text?: string | undefined;
  onText?(text: string): void;
  /** One's own comment that gets another text. */
  edits?: Pick<Comment, "id" | "version" | "state">;
  onPosted?(comment: Posted): void;
  onSaved?(changed: Saved): void;
  onCancel?: () => void;
};
type Saved = Pick<Comment, "version" | "text" | "editedAt"> & { state: "published" | "held" };

const most = 4_000;
const pauseMs = 600;
/** The first words of a sentence are no sentence yet, so nothing is said of them. */
const leastToJudge = 12;
let made = 0;

/** Where a comment or a reply is written: judged while one writes, mended or sent to a moderator as it is. Nothing is ever lost. */
export function composer({
  storyId,
  parentId,
  member,
  text: begun,
  edits,
  onText,
  onPosted,
  onSaved,
  onCancel,
}: Given): HTMLFormElement {
  made += 1;
  const id = `write-${made}`;
  const label = edits ? "Your comment, edited" : parentId ? "Your reply" : "Your comment";
  const box = h("textarea", {
    "aria-describedby": `${id}-says`,
    "aria-label": label,
    oninput: () => judgeSoon(),
    part: "field",
    placeholder: parentId ? "Write a reply" : "What do you think?",
    required: true,
  });
  const name = h("input", { autocomplete: "name", maxlength: 60, part: "field" });
  const nameField = h(
    "label",
    { class: "name", hidden: true },
    h("span", {}, "Your name, as it stands over your comments"),
    name,
    ...(member ? [] : [h("span", { class: "meta" }, "Leave it empty if you have commented here before.")]),
  );
  const findings = h("div", { class: "findings", id: `${id}-says`, role: "status" });
  const word = h("p", { class: "said problem", hidden: true, role: "alert" });
  const insist = h(
    "button",
    { class: "button quiet", hidden: true, type: "submit", value: "yes" },
    "Send to a moderator as it is",
  );
  const send = h(
    "button",
    { class: "button", part: "button", type: "submit" },
    edits ? "Save" : parentId ? "Post reply" : "Post comment",
  );
  const count = h("span", { class: "meta count" });
  /** What was judged last; words that stand there already were judged when they were posted. */
  let asked = edits ? (begun ?? "") : "";
  let hasName = member?.hasName === true;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function judgeSoon() {
    count.textContent = `${grouped(box.value.length)} / ${grouped(most)}`;
    onText?.(box.value);
    nameField.hidden = hasName || box.value === "";
    clearTimeout(timer);
    const text = box.value;
    if (text.trim().length < leastToJudge || text.length > most) return;
    timer = setTimeout(async () => {
      if (text === asked) return;
      asked = text;
      const answer = await call<{ findings: Finding[] }>("POST", "/api/v1/comments/check", {
        text,
        commentId: edits?.id,
      });
      if (answer.ok && box.value === text) showFindings(answer.view.findings);
    }, pauseMs);
  }

  function showFindings(found: Finding[]) {
    const has = (handling: string) => found.some((one) => (one.handling ?? "nudge") === handling);
    insist.hidden = found.length === 0 || has("hold") || has("refuse");
    findings.replaceChildren(
      ...(found.length === 0
        ? []
        : [
            h("ul", {}, ...found.map(({ reason }) => h("li", {}, reason))),
            h(
              "p",
              { class: "meta" },
              has("refuse")
                ? "This has to be changed before it can be posted. "
                : edits?.state === "published"
                  ? "Sent as it is, your comment leaves the page until a moderator has read it. "
                  : has("hold")
                    ? "You can post it; a moderator reads it before it is published. "
                    : "",
              h("a", { href: `${home}/guidelines`, target: "_blank", rel: "noopener" }, "The community guidelines"),
            ),
          ]),
    );
  }

  function say(text: string) {
    word.textContent = text;
    word.hidden = text === "";
  }

  async function post(insists: boolean) {
    const text = box.value.trim();
    if (text.length > most)
      return say(
        `A comment has at most 4,000 characters; yours has ${grouped(text.length)}. Shorten it, and post it again.`,
      );
    say("");
    const draft = {
      text,
      insists,
      ...(parentId ? { parentId } : {}),
      ...(name.value.trim() ? { displayName: name.value.trim() } : {}),
    };
    for (const button of [send, insist]) button.disabled = true;
    const problem = edits
      ? await save(edits, { text, insists })
      : member
        ? await postAs(member, draft)
        : await signInFor({ kind: "comment", storyId, ...draft });
    for (const button of [send, insist]) button.disabled = false;
    if (problem) showProblem(problem);
  }

  async function save({ id, version }: Pick<Comment, "id" | "version">, changed: { text: string; insists: boolean }) {
    const answer = await call<Saved>("PATCH", `/api/v1/comments/${id}`, { ...changed, version });
    if (!answer.ok) return answer.problem;
    onSaved?.(answer.view);
  }

  async function postAs(by: { name: string; hasName: boolean }, draft: { text: string; displayName?: string }) {
    const answer = await call<Omit<Posted, "text" | "name">>("POST", `/api/v1/stories/${storyId}/comments`, draft);
    if (!answer.ok) return answer.problem;
    asked = "";
    hasName = true;
    box.value = "";
    showFindings([]);
    judgeSoon();
    onPosted?.({ ...answer.view, text: draft.text, name: by.hasName ? by.name : (draft.displayName ?? by.name) });
  }

  function showProblem(problem: Problem & { findings?: Finding[] }) {
    if (problem.findings) {
      showFindings(problem.findings);
      return box.focus();
    }
    say(problem.title);
    if (!nameField.hidden && name.value.trim() === "") name.focus();
  }

  const form = h(
    "form",
    {
      class: "write",
      onkeydown: (event: KeyboardEvent) => {
        if (edits && event.key === "Escape") onCancel?.();
      },
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        void post(event.submitter === insist);
      },
    },
    box,
    nameField,
    findings,
    word,
    h(
      "div",
      { class: "act" },
      send,
      insist,
      onCancel ? h("button", { class: "button quiet", onclick: onCancel, type: "button" }, "Cancel") : null,
      count,
    ),
  );
  if (!member)
    form.append(
      h("p", { class: "meta" }, "Post, and you are led to sign in first. Your words are kept, and posted after that."),
    );
  box.value = begun ?? "";
  judgeSoon();
  return form;
}
