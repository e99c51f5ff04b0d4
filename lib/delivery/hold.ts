import { record } from "../audit.ts";
import type { Ctx, System } from "../context.ts";

/** Pauses a mailing that is going out, until a person has seen to the reason. Twice is once. */
export const hold = (ctx: Ctx<System>, id: string, reason: string) =>
  ctx.db.$transaction(async (tx) => {
    const paused = await tx.$executeRaw`
      update mailings set state = 'paused', state_reason = ${reason} where id = ${id}::uuid and state = 'sending'`;
    if (paused === 0) return;
    await record(tx, ctx, "mailing.paused", { kind: "mailing", id }, { after: { reason } });
    ctx.log.warn({ mailingId: id, reason }, "a mailing cannot go on like this; a person must see to it");
  });
