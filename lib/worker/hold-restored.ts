import { randomUUID } from "node:crypto";
import { record } from "../audit.ts";
import { holdReminders } from "../bookmarks/hold-reminders.ts";
import { holdReplies } from "../comments/hold-replies.ts";
import { actingAs, type Ctx, type House } from "../context.ts";
import { hasMoved } from "../database-place.ts";
import { holdAll } from "../delivery/hold-all.ts";
import { holdDigests } from "../newsletters/digest/hold.ts";
import { holdReminded, restoredEvent } from "../offers/hold-tellings.ts";
import { holdSeriesOn } from "../series/hold.ts";

const reason =
  "This database was restored or moved, and does not know which mails went out after its backup. See in your mail server’s log who got it; then let it go on, or cancel it.";

/** How much was held or left out, of each kind. */
export type Held = {
  mailings: number;
  series: number;
  digests: number;
  reminders: number;
  replies: number;
  weekly: number;
};

/**
 * The fence before anything is sent: a database that stands elsewhere than before was restored from a backup, so what goes to many waits for a
 * person. Of several workers that start at once, one does it before any of them sends.
 * @returns what was held; undefined where the database stands where it stood
 */
export async function holdIfRestored(here: House): Promise<Held | undefined> {
  const ctx = actingAs(here, { kind: "system" }, randomUUID());
  return here.db.$transaction(async (tx) => {
    if (!(await hasMoved(tx))) return undefined;
    const held = await holdRestored(ctx, tx);
    ctx.log.warn(held, "this database was restored or moved; what goes to many waits for a person");
    return held;
  });
}

/** The same for a database that was put back where it stood, by whoever did that. */
export const holdAsRestored = (ctx: Ctx): Promise<Held> => ctx.db.$transaction((tx) => holdRestored(ctx, tx));

async function holdRestored(ctx: Ctx, tx: Parameters<typeof holdAll>[0]): Promise<Held> {
  const held = {
    mailings: await holdAll(tx, ctx, reason),
    series: await holdSeriesOn(tx, ctx, reason),
    digests: await holdDigests(tx, "The database was restored, and this may have gone out before. It is a draft."),
    // What goes to one person at a time is not kept for somebody to look at: it is left out, and comes again in its time.
    reminders: await holdReminded(tx, ctx),
    replies: await holdReplies(tx, ctx),
    weekly: await holdReminders(tx, ctx),
  };
  await record(tx, ctx, restoredEvent, { kind: "settings", id: "database-place" }, { after: held });
  return held;
}
