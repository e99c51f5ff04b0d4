import type { Tx } from "./db.ts";

const key = "database-place";

/**
 * Where this database stands: which cluster, which database of it, and which of the tables that were ever made there. What is restored from a
 * dump, or copied into another cluster, stands elsewhere; a fail-over and a new start change nothing.
 */
export async function placeOf(tx: Pick<Tx, "$queryRaw">): Promise<string> {
  const [here] = await tx.$queryRaw<{ place: string; mayAsk: boolean }[]>`
    select concat_ws('/', (select oid from pg_database where datname = current_database()), 'mailings'::regclass::oid) as place,
           has_function_privilege('pg_control_system()', 'execute') as "mayAsk"`;
  if (!here?.mayAsk) return here?.place ?? "";
  const [cluster] = await tx.$queryRaw<{ id: string }[]>`select system_identifier::text as id from pg_control_system()`;
  return `${cluster?.id}/${here.place}`;
}

/** Writes down where the database stands. True where it stood elsewhere before; of many who ask at once, for one alone. */
export async function hasMoved(tx: Pick<Tx, "$queryRaw" | "$executeRaw">): Promise<boolean> {
  const place = await placeOf(tx);
  // Nearly always it stands where it stood: then nothing is written or locked, and many who start at once do not wait for each other.
  const [known] = await tx.$queryRaw<{ value: unknown }[]>`select value from settings where key = ${key}`;
  if (known?.value === place) return false;
  await tx.$executeRaw`
    insert into settings (key, value) values (${key}, ${JSON.stringify(place)}::jsonb) on conflict (key) do nothing`;
  const [kept] = await tx.$queryRaw<{ value: unknown }[]>`select value from settings where key = ${key} for update`;
  if (kept?.value === place) return false;
  await tx.$executeRaw`update settings set value = ${JSON.stringify(place)}::jsonb where key = ${key}`;
  return true;
}
