import { createHash, randomUUID } from "node:crypto";
import type { PoolClient } from "pg";
import { z } from "zod";
import type { Ctx } from "../../context.ts";

const count = z.int().min(0);
/** What became of the lines so far; the parts add up. */
export const importCounts = z.object({
  added: count.describe("Confirmed now"),
  noted: count.describe("Unsubscribed elsewhere, and kept as somebody who has left"),
  known: count.describe("Had confirmed here already"),
  left: count.describe("Had left here, and stay away"),
  unsubscribed: count.describe("Unsubscribed elsewhere"),
  bounced: count.describe("Mail to them came back elsewhere"),
  pending: count.describe("Had not confirmed elsewhere"),
  suppressed: count.describe("Never written to here"),
  banned: count,
  repeated: count.describe("The same address stood further up"),
  bad: count.describe("Could not be read"),
});

type Counts = z.output<typeof importCounts>;
export const noCounts = (): Counts => ({
  added: 0,
  noted: 0,
  known: 0,
  left: 0,
  unsubscribed: 0,
  bounced: 0,
  pending: 0,
  suppressed: 0,
  banned: 0,
  repeated: 0,
  bad: 0,
});

/** How far an import is. */
export type Progress = { id: string; lines: number; counts: Counts };

type Choice = {
  wording: string;
  source: string;
  preset?: string;
  isDryRun?: boolean;
  notesUnsubscribed?: boolean;
  keepsNames?: boolean;
};

/**
 * Takes up the import of this very file that was broken off, or begins one. Two of the same take turns. A dry run is written down nowhere.
 * @param digest what tells the file from every other
 */
export async function beginImport(
  ctx: Ctx,
  client: PoolClient,
  newsletterId: string,
  digest: string,
  choice: Choice,
): Promise<Progress> {
  const fresh = { id: "", lines: 0, counts: noCounts() };
  if (choice.isDryRun) return fresh;
  const { wording, source, preset, notesUnsubscribed, keepsNames } = choice;
  const fingerprint = createHash("sha256")
    .update(
      JSON.stringify([digest, wording.trim(), source.trim(), preset, notesUnsubscribed === true, keepsNames === true]),
    )
    .digest("hex");
  // Held by the connection, so that it is free the moment its process is gone.
  await client.query("select pg_advisory_lock(hashtextextended($1, 17))", [`${newsletterId}:${fingerprint}`]);
  const { rows } = await client.query<{ id: string; lines: number; counts: unknown }>(
    "select id, lines, counts from list_imports where newsletter_id = $1 and fingerprint = $2 and finished_at is null",
    [newsletterId, fingerprint],
  );
  const [open] = rows;
  if (open) return { id: open.id, lines: open.lines, counts: importCounts.parse(open.counts) };
  const id = randomUUID();
  await client.query(
    `insert into list_imports (id, newsletter_id, fingerprint, source, counts, started_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $6)`,
    [id, newsletterId, fingerprint, source.trim(), JSON.stringify(fresh.counts), ctx.now()],
  );
  return { ...fresh, id };
}

/** In the transaction that took the lines in, so that neither is there without the other. */
export async function savePosition(client: PoolClient, { id, lines, counts }: Progress, now: Date): Promise<void> {
  await client.query({
    name: "list-position",
    text: "update list_imports set lines = $2, counts = $3, updated_at = $4 where id = $1",
    values: [id, lines, JSON.stringify(counts), now],
  });
}

/** In the transaction that remembers it. What was written before, without waiting for the disk, is there with it. */
export async function endImport(client: PoolClient, { id, lines, counts }: Progress, now: Date): Promise<void> {
  await client.query("set local synchronous_commit = on");
  await client.query(
    "update list_imports set lines = $2, counts = $3, updated_at = $4, finished_at = $4 where id = $1",
    [id, lines, JSON.stringify(counts), now],
  );
}
