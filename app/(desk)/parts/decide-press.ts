import type { PressedView } from "@/lib/comments/desk-schema.ts";
import { call } from "../../(reader)/parts/call.ts";
import { countWords, leftWords, severalWords } from "./comment-words.ts";
import { mayPublish } from "./queue-decision.tsx";
import type { DeskItem } from "./queue-detail.tsx";
import type { Because } from "./queue-reasons.tsx";

/** So many that were left are named; of more it is said how many. */
const mostNamed = 5;

/** The press whose answer was lost: pressed again for the same comments it is the same one, and decides nothing twice. */
let lost: { key: string; press: string } | undefined;

/** Decides what is chosen by one press, and says in words what became of it. */
export async function decidePress(chosen: DeskItem[], state: "published" | "rejected", because?: Because) {
  const subjects = state === "published" ? chosen.filter(mayPublish) : chosen;
  const comments = subjects.map(({ id, version }) => ({ id, version }));
  const key = JSON.stringify([state, comments, because]);
  // Browsers make such a name on secure pages alone; without one the server does, and a lost answer is not known again.
  const press = lost?.key === key ? lost.press : globalThis.crypto.randomUUID?.();
  const answer = await call<PressedView>("POST", "/api/v1/desk/comments/decisions", {
    state,
    comments,
    ...(press ? { press } : {}),
    ...because,
  });
  lost = !answer.ok && press ? { key, press } : undefined;
  if (!answer.ok)
    return { isOver: false, isProblem: true, text: answer.problem.title, decided: new Set<string>(), undoableForMs: 0 };
  const { decided, left, press: id, undoableForMs } = answer.view;
  const stood = subjects.every((one) => one.state === "published");
  const text = decided.length > 0 ? severalWords(decided.length, state, stood) : "Nothing was decided.";
  return {
    isOver: true,
    isProblem: left.length > 0,
    text: [text, ...leftLines(left, subjects)].join(" "),
    decided: new Set(decided.map((one) => one.id)),
    undoableForMs,
    ...(decided.length > 0 ? { done: { id: "", press: id, about: countWords(decided.length), text } } : {}),
  };
}

function leftLines(left: PressedView["left"], subjects: DeskItem[]): string[] {
  const lines = left
    .slice(0, mostNamed)
    .map((one) => leftWords(subjects.find(({ id }) => id === one.id)?.text ?? "", one));
  const more = left.length - lines.length;
  return more > 0 ? [...lines, `${more} more were left as they are now.`] : lines;
}
