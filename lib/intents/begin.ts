import type { Ctx } from "../context.ts";
import { type IntentPayload, intentPayload } from "./schema.ts";

const keptMinutes = 60;

export type Begun = { id: string; payload: IntentPayload; isSameBrowser: boolean; doneAt: Date | null };

/** Keeps what a reader began, bound to their browser, for an hour. */
export async function begin(ctx: Ctx, payload: IntentPayload, browser: string): Promise<string> {
  const intent = await ctx.db.intent.create({
    data: {
      // What was left empty is left out: a JSON column takes no undefined.
      payload: JSON.parse(JSON.stringify(payload)),
      browserHash: ctx.tokens.keyedHash("browser", browser),
      createdAt: ctx.now(),
      expiresAt: new Date(ctx.now().getTime() + keptMinutes * 60_000),
    },
  });
  return intent.id;
}

/** What was begun under this id, unless its hour is over. */
export async function findBegun(ctx: Ctx, id: string, browser: string | undefined): Promise<Begun | undefined> {
  const intent = await ctx.db.intent.findUnique({ where: { id } });
  if (!intent || intent.expiresAt <= ctx.now()) return undefined;
  const payload = intentPayload.safeParse(intent.payload);
  if (!payload.success) return undefined;
  const isSameBrowser = browser !== undefined && intent.browserHash === ctx.tokens.keyedHash("browser", browser);
  return { id, payload: payload.data, isSameBrowser, doneAt: intent.doneAt };
}

type Draft<Kind extends "comment" | "report"> = Extract<IntentPayload, { kind: Kind }>;

/** The half-written comment or report that waits for this browser, to put back into its form. */
export async function findDraft<Kind extends "comment" | "report">(
  ctx: Ctx,
  kind: Kind,
  id: string,
  browser: string | undefined,
): Promise<Draft<Kind> | undefined> {
  const begun = await findBegun(ctx, id, browser);
  return begun?.isSameBrowser && begun.payload.kind === kind && !begun.doneAt
    ? (begun.payload as Draft<Kind>)
    : undefined;
}
