import { type Act, complain, confirm } from "./acts.ts";
import { call, h, home, read, signInFor } from "./base.ts";
import type { Report } from "./talk.ts";

type Reasons = { items: { reason: string; label: string; guidelines: number[] }[]; mostNoteCharacters: number };

/** The same for every comment of the page, so asked for once; not kept where that failed. */
let reasons: ReturnType<typeof read<Reasons>> | undefined;
async function reasonsToReport() {
  reasons ??= read<Reasons>("/api/v1/report-reasons");
  const answer = await reasons;
  if (!answer.ok) reasons = undefined;
  return answer;
}

/** Tells the moderators what is wrong with a comment, where it stands; what was reported can be changed and taken back there. */
export function reportAct(act: Act): HTMLElement {
  const { here, comment, name, row } = act;
  const button = h("button", { "aria-expanded": "false", onclick: () => void open(), type: "button" });
  const path = `/api/v1/comments/${comment.id}/report`;
  const mine = () => here.mine.reported.find(({ commentId }) => commentId === comment.id);
  const draw = () => {
    button.textContent = mine() ? "Reported" : "Report";
    button.setAttribute("aria-label", `${mine() ? "Reported:" : "Report"} the comment by ${name}`);
  };
  const put = (report: Report | undefined) => {
    const others = here.mine.reported.filter(({ commentId }) => commentId !== comment.id);
    here.mine = { ...here.mine, reported: report ? [...others, { ...report, commentId: comment.id }] : others };
    draw();
  };

  async function open() {
    if (button.getAttribute("aria-expanded") === "true") return;
    button.setAttribute("aria-expanded", "true");
    complain(row, "");
    const answer = await reasonsToReport();
    if (answer.ok) return show(answer.view);
    button.setAttribute("aria-expanded", "false");
    complain(row, answer.problem.title);
  }

  function show({ items, mostNoteCharacters }: Reasons) {
    const said = mine();
    const note = h("textarea", { maxlength: mostNoteCharacters, part: "field" });
    note.value = said?.note ?? "";
    const about = h("span");
    const radios = items.map(({ reason }) =>
      h("input", {
        checked: said?.reason === reason,
        name: "reason",
        onchange: () => ask(reason),
        required: true,
        type: "radio",
        value: reason,
      }),
    );
    /** What is something else has to be said. */
    const ask = (reason?: string) => {
      note.required = reason === "other";
      about.textContent = note.required ? "What is it?" : "Anything that a moderator should know (optional)";
    };
    ask(said?.reason);
    const close = (words = "") => {
      form.remove();
      button.setAttribute("aria-expanded", "false");
      button.focus();
      if (words) confirm(here, row, words);
    };
    const buttons = [
      h("button", { class: "button", part: "button", type: "submit" }, said ? "Change the report" : "Send the report"),
      ...(said
        ? [h("button", { class: "button quiet", onclick: () => void takeBack(), type: "button" }, "Take it back")]
        : []),
      h("button", { class: "button quiet", onclick: () => close(), type: "button" }, "Cancel"),
    ];
    const form = h(
      "form",
      {
        class: "write report",
        onkeydown: ({ key }: KeyboardEvent) => {
          if (key === "Escape") close();
        },
        onsubmit: (event: SubmitEvent) => {
          event.preventDefault();
          void send();
        },
      },
      h(
        "fieldset",
        {},
        h("legend", {}, "What is wrong with it?"),
        ...items.map(({ label, guidelines }, at) =>
          h("label", {}, radios[at], h("span", {}, `${label} `, h("span", { class: "meta" }, cited(guidelines)))),
        ),
      ),
      h("label", { class: "name" }, about, note),
      h(
        "p",
        { class: "meta" },
        here.member
          ? "Only moderators see who reported a comment. The "
          : "Send it, and you are led to sign in first; it goes out after that. Only moderators see who reported a comment. The ",
        h("a", { href: `${home}/guidelines`, target: "_blank", rel: "noopener" }, "community guidelines"),
        " say what they go by.",
      ),
      h("div", { class: "act" }, ...buttons),
    );
    /** Nothing is pressed twice; what did not come through is said where it was pressed, and nothing of it is lost. */
    const during = async (doing: Promise<{ title: string } | undefined>) => {
      complain(row, "");
      for (const one of buttons) one.disabled = true;
      const problem = await doing;
      for (const one of buttons) one.disabled = false;
      if (problem) complain(row, problem.title);
    };
    const send = () => {
      const reason = radios.find(({ checked }) => checked)?.value ?? "";
      const body = { reason, ...(note.value.trim() ? { note: note.value.trim() } : {}) };
      return during(here.member ? report(body) : signInFor({ kind: "report", commentId: comment.id, ...body }));
    };
    const report = async (body: { reason: string; note?: string }) => {
      const answer = await call<Report>("PUT", path, body);
      if (!answer.ok) return answer.problem;
      put(answer.view);
      close("Thank you. A moderator reads it. Nobody else learns who reported it.");
    };
    const takeBack = () =>
      during(
        (async () => {
          const answer = await call("DELETE", path);
          if (!answer.ok) return answer.problem;
          put(undefined);
          close("You have taken your report back.");
        })(),
      );
    row.after(form);
    (radios.find(({ checked }) => checked) ?? radios[0])?.focus();
  }
  draw();
  return button;
}

/** "guidelines 4 and 5" */
const cited = (numbers: number[]) =>
  numbers.length === 0 ? "" : `guideline${numbers.length > 1 ? "s" : ""} ${numbers.join(" and ")}`;
