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

/** How far an import is: each of its lanes has taken in all of its readers up to a line of the list. */
export type Progress = { id: string; lanes: Lane[] };
export type Lane = { client: PoolClient; nth: number; lines: number; counts: Counts };

/** Every line is counted by one of them. */
export function countsOf({ lanes }: Progress): Counts {
  const sum = noCounts();
  for (const { counts } of lanes) for (const part of Object.keys(sum) as (keyof Counts)[]) sum[part] += counts[part];
  return sum;
}

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
 * @param clients a connection for each lane
 * @param digest what tells the file from every other
 */
export async function beginImport(
  ctx: Ctx,
  clients: PoolClient[],
  newsletterId: string,
  digest: string,
  choice: Choice,
): Promise<Progress> {
  const lanes = clients.map((client, nth): Lane => ({ client, nth, lines: 0, counts: noCounts() }));
  const [first] = clients;
  if (choice.isDryRun || !first) return { id: "", lanes };
  const { wording, source, preset, notesUnsubscribed, keepsNames } = choice;
  const fingerprint = createHash("sha256")
    .update(
      JSON.stringify([digest, wording.trim(), source.trim(), preset, notesUnsubscribed === true, keepsNames === true]),
    )
    .digest("hex");
  // Each is held by its connection, so that it is free the moment its process is gone and its last word is done, and not before.
  for (const { client, nth } of lanes)
    await client.query("select pg_advisory_lock(hashtextextended($1, 17))", [`${newsletterId}:${fingerprint}:${nth}`]);
  const { rows } = await first.query<{ id: string }>(
    "select id from list_imports where newsletter_id = $1 and fingerprint = $2 and finished_at is null",
    [newsletterId, fingerprint],
  );
  const id = rows[0]?.id ?? randomUUID();
  await first.query(
    `with import as (
       insert into list_imports (id, newsletter_id, fingerprint, source, counts, started_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $6) on conflict (id) do nothing returning id)
     insert into list_import_lanes (import_id, lane, counts)
     select id, lane, $5 from import, unnest($7::int[]) lane`,
    [
      ...[id, newsletterId, fingerprint, source.trim(), JSON.stringify(noCounts()), ctx.now()],
      lanes.map(({ nth }) => nth),
    ],
  );
  const kept = await first.query<{ lane: number; lines: number; counts: unknown }>(
    "select lane, lines, counts from list_import_lanes where import_id = $1",
    [id],
  );
  for (const { lane, lines, counts } of kept.rows) {
    const one = lanes[lane];
    if (one) Object.assign(one, { lines, counts: importCounts.parse(counts) });
  }
  return { id, lanes };
}

/** In the transaction that took the lines in, so that neither is there without the other. */
export async function savePosition({ id }: Pick<Progress, "id">, { client, nth, lines, counts }: Lane): Promise<void> {
  await client.query({
    name: "list-position",
    text: "update list_import_lanes set lines = $3, counts = $4 where import_id = $1 and lane = $2",
    values: [id, nth, lines, JSON.stringify(counts)],
  });
}

/** In the transaction that remembers it. What was written before, without waiting for the disk, is there with it. */
export async function endImport(client: PoolClient, progress: Progress, lines: number, now: Date): Promise<void> {
  await client.query("set local synchronous_commit = on");
  await client.query(
    "update list_imports set lines = $2, counts = $3, updated_at = $4, finished_at = $4 where id = $1",
    [progress.id, lines, JSON.stringify(countsOf(progress)), now],
  );
}
