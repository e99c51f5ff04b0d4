import { z } from "zod";
import { record } from "../../audit.ts";
import type { Ctx, Operator } from "../../context.ts";
import type { Sql } from "../../db.ts";
import type { Written } from "./write.ts";

export const lastBackupKey = "last-backup";
const shape = z.object({ at: z.iso.datetime(), bytes: z.number(), rows: z.number() });

/** Writes down that a backup is whole, for whoever asks how old the newest is. */
export const noteBackup = (ctx: Ctx<Operator>, at: Date, { bytes, rows }: Written) =>
  ctx.db.$transaction(async (tx) => {
    const value = { at: at.toISOString(), bytes, rows };
    await tx.setting.upsert({
      where: { key: lastBackupKey },
      create: { key: lastBackupKey, value },
      update: { value, updatedAt: ctx.now() },
    });
    await record(tx, ctx, "backup.made", { kind: "settings", id: "backup" }, { after: value });
  });

/** The newest backup that our own command made; undefined where it has made none, or what is kept cannot be read. */
export async function lastBackup(sql: Sql): Promise<{ at: Date; bytes: number; rows: number } | undefined> {
  const [row] = await sql<{ value: unknown }>`select value from settings where key = ${lastBackupKey}`;
  const parsed = shape.safeParse(row?.value);
  return parsed.success ? { ...parsed.data, at: new Date(parsed.data.at) } : undefined;
}
