import { record } from "../audit.ts";
import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";
import { begins } from "./mailing.ts";

/** Pauses every mailing that goes out, or would begin by itself at once, until a person has seen to the reason. @returns how many */
export async function holdAll(tx: Tx, ctx: Ctx, reason: string): Promise<number> {
  const held = await tx.$queryRaw<{ id: string }[]>`
    update mailings m set state = 'paused', state_reason = ${reason}
    where m.state = 'sending' or (m.state = 'scheduled' and ${begins} <= now()) returning m.id`;
  for (const { id } of held) await record(tx, ctx, "mailing.paused", { kind: "mailing", id }, { after: { reason } });
  return held.length;
}
