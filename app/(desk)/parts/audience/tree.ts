import type { Condition, joins, Node, Who } from "@/lib/audiences/schema.ts";

/** An audience while it is written: each part has a key of its own, so that rows keep their fields when others come and go. */
export type Leaf = Condition & { key: number };
export type Branch = { key: number; kind: (typeof joins)[number]; of: (Leaf | Branch)[] };
export type Kind = Condition["kind"];

let last = 0;
const newKey = () => {
  last += 1;
  return last;
};

export const isBranch = (part: Leaf | Branch): part is Branch => "of" in part;

/** Its keys are its places, alike on the server and in the browser. */
export const branchOf = (who: Who): Branch => keyed(who, "1") as Branch;

function keyed(node: Node, place: string): Leaf | Branch {
  // Far from the keys of what is added by hand.
  const key = -Number.parseInt(place, 36);
  return "of" in node
    ? { key, kind: node.kind, of: node.of.map((one, at) => keyed(one, `${place}${at.toString(36)}`)) }
    : { ...node, key };
}

/** As the API takes it. */
export const whoOf = (branch: Branch): Who => bare(branch) as Who;

function bare(part: Leaf | Branch): Node {
  if (isBranch(part)) return { kind: part.kind, of: part.of.map(bare) };
  const { key: _, ...condition } = part;
  return condition;
}

/** Whether there is a condition in each group, and nothing left out in a condition. */
export const isFinished = (part: Leaf | Branch): boolean =>
  isBranch(part) ? part.of.length > 0 && part.of.every(isFinished) : isWhole(part);

function isWhole(leaf: Leaf): boolean {
  if (leaf.kind === "newsletter") return leaf.newsletterId !== "";
  if (leaf.kind === "place") return leaf.source.trim() !== "";
  if (leaf.kind === "opened" || leaf.kind === "pressed") return leaf.lastIssues !== 0;
  return leaf.kind !== "joined" || leaf.withinDays !== null || !!leaf.since || !!leaf.before;
}

/** A new condition, as most mean it. */
export function conditionOf(kind: Kind, first: { newsletterId: string; place: string }): Leaf {
  const own = { key: newKey(), isNot: false };
  switch (kind) {
    case "newsletter":
      return { kind, newsletterId: first.newsletterId, ...own };
    case "joined":
      return { kind, withinDays: 30, since: null, before: null, ...own };
    case "place":
      return { kind, source: first.place, ...own };
    case "language":
      return { kind, language: "en", ...own };
    case "plan":
      return { kind, planId: null, ...own };
    case "opened":
    case "pressed":
      return {
        kind,
        newsletterId: first.newsletterId || null,
        lastIssues: first.newsletterId ? 5 : null,
        withinDays: null,
        ...own,
      };
    default:
      return { kind, section: null, tag: null, withinDays: 30, ...own };
  }
}

export const groupOf = (leaf: Leaf): Branch => ({ key: newKey(), kind: "any", of: [leaf] });
