import { type Condition, isOfMails, type Node } from "./schema.ts";

/** Conditions of which all or any must hold, each of them as it is or turned round. */
export type Plain = Condition | { kind: "all" | "any"; of: Plain[] };

/**
 * Carries each "none" and "not" down to the conditions. What somebody did with a mail has three answers: they did, they did not, nobody
 * knows. A "not" around it would take who is not known for one who did not.
 */
export function plain(node: Node, isTurned: boolean): Plain {
  if (!("of" in node)) return { ...node, isNot: node.isNot !== isTurned };
  const turnsParts = isTurned !== (node.kind === "none");
  const isAll = (node.kind === "all") !== turnsParts;
  return { kind: isAll ? "all" : "any", of: node.of.map((one) => plain(one, turnsParts)) };
}

export type OfThemselves = Extract<Condition, { kind: "joined" | "language" }>;
export type Did = Exclude<Condition, OfThemselves>;

/** Whether it is said of the member's own row, and not of what they did. */
export const isOfThemselves = (one: Condition): one is OfThemselves => one.kind === "joined" || one.kind === "language";

/** Conditions and groups that ask the row alone. */
export type OfRow = OfThemselves | { kind: "all" | "any"; of: OfRow[] };
export const isOfRow = (node: Plain): node is OfRow => ("of" in node ? node.of.every(isOfRow) : isOfThemselves(node));

/** Whether those of whom it holds begin with what somebody did: of "all" one part is enough, which the others then narrow. */
export function isSet(node: Plain): boolean {
  if ("of" in node) return node.kind === "all" ? node.of.some(isSet) : node.of.every(isSet);
  return !isOfThemselves(node) && (!node.isNot || isOfMails(node));
}
