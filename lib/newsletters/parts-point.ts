import type { Who } from "../audiences/schema.ts";
import type { Ctx } from "../context.ts";
import { readAudience } from "../delivery/reach.ts";
import type { Topic } from "../members/consent.ts";
import type { Point } from "./check.ts";
import type { IssueDocument, ReaderPart } from "./document.ts";
import { isDivided } from "./parts.ts";

/** How an issue is divided, and how many readers have a plan now; nothing of one that is the same for everybody. */
export async function partsPoint(ctx: Ctx, topic: Topic, document: IssueDocument, who: Who | null): Promise<Point[]> {
  if (!isDivided(document)) return [];
  const have = { kind: "plan", planId: null, isNot: false } as const;
  // One group deeper than people may write; the piece of SQL does not mind.
  const fitting = (who ? { kind: "all", of: [have, who] } : { kind: "all", of: [have] }) as Who;
  const [all, { gets }] = await Promise.all([readAudience(ctx, topic, who), readAudience(ctx, topic, fitting)]);
  const point = { id: "parts", title: "Parts" };
  const words = `${blocksFor(document, "plan")} for who has a plan, ${blocksFor(document, "no_plan")} for who has none.`;
  const readers = `Of ${all.gets.toLocaleString("en")} ${all.gets === 1 ? "reader" : "readers"}, ${gets.toLocaleString("en")} ${gets === 1 ? "has" : "have"} a plan now; it counts who has one when it goes out.`;
  const isForNobody = gets === 0 || gets === all.gets;
  return [{ ...point, level: isForNobody && all.gets > 0 ? "mind" : "pass", words: `${words} ${readers}` }];
}

function blocksFor({ blocks }: IssueDocument, part: ReaderPart): string {
  const count = blocks.filter(({ isFor }) => isFor === part).length;
  return `${count} ${count === 1 ? "block" : "blocks"}`;
}
