import { z } from "zod";

/** What a backup begins with: whoever reads it knows from the first line whether it can be used here. */
export const head = z.object({
  format: z.literal(1),
  madeAt: z.iso.datetime(),
  /** Every migration that the database had, in their order. */
  migrations: z.array(z.object({ name: z.string().regex(/^\d{14}_\w+$/), checksum: z.string() })).min(1),
  /** Of the secret of its house: the same number for the same secret, and no way back to it. */
  secret: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Head = z.infer<typeof head>;

const name = z.string().regex(/^[a-z_][a-z0-9_]*$/);

/** Of one table: how many rows, and the SHA-256 of its lines, in hex. */
export const sum = z.object({ rows: z.int().min(0), sha256: z.string() });
export type Sum = z.infer<typeof sum>;

/** What a backup ends with. One that does not is not whole. */
export const tail = z.object({
  tables: z.record(name, sum),
  /** Where each sequence stands. */
  sequences: z.record(name, z.object({ last: z.string().regex(/^\d+$/), isCalled: z.boolean() })),
  jobs: z.int().min(0),
});
export type Tail = z.infer<typeof tail>;

/** A job that waited: it is put down again, with the tries that it has. Those that were given up are not in a backup. */
export const job = z.object({
  task: z.string(),
  payload: z.unknown(),
  queue: z.string().nullable(),
  runAt: z.string(),
  maxAttempts: z.int(),
  key: z.string().nullable(),
  priority: z.int(),
  flags: z.array(z.string()).nullable(),
});
export type Job = z.infer<typeof job>;

/** A table as the catalogue knows it; `columns` but for those that PostgreSQL makes itself. Names are quoted already. */
export type Table = { name: string; columns: string };
