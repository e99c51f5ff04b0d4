import { createHash } from "node:crypto";
import type { House } from "./context.ts";
import type { Reply } from "./contract.ts";
import { Refusal } from "./errors.ts";

/** So long an answer is kept for whoever asks again. */
export const keptHours = 24;
/** Whoever takes longer than this has died; what came of it nobody knows. */
const longestSeconds = 60;

type Stored = { fingerprint: string; isDone: boolean; isLost: boolean; status: number | null; body: string | null };

/** The name that a program gives to a request, so that it can ask again when the answer was lost. */
export function onceName(request: Request): string | undefined {
  const name = request.headers.get("idempotency-key");
  if (name === null) return undefined;
  if (/^[\x21-\x7e]{1,200}$/.test(name)) return name;
  throw new Refusal("invalid_input", "Idempotency-Key: write 1 to 200 characters without spaces, a UUID say.");
}

export const fingerprintOf = (...parts: unknown[]) => createHash("sha256").update(JSON.stringify(parts)).digest("hex");

/**
 * Does it once for a key and a name: whoever asks again gets the first answer, and asking at the same time is told so. What was refused was not
 * done, so it can be mended and asked again under its name.
 */
export async function once(
  house: House,
  { keyId, name, fingerprint }: { keyId: string; name: string; fingerprint: string },
  make: () => Promise<Reply | Response>,
): Promise<Reply> {
  const [mine] = await house.sql<{ name: string }>`
    insert into once_requests (key_id, name, fingerprint, started_at) values (${keyId}::uuid, ${name}, ${fingerprint}, now())
    on conflict do nothing returning name`;
  if (!mine) return answerBefore(house, keyId, name, fingerprint);
  try {
    const made = await make();
    const reply = made instanceof Response ? await replyOf(made) : made;
    const body = reply.body === null ? null : reply.body.toString();
    await house.sql`
      update once_requests set done_at = now(), status = ${reply.status}, body = ${body} where key_id = ${keyId}::uuid and name = ${name}`;
    return reply;
  } catch (problem) {
    // Whatever else went wrong may have come after the deed, and must not have it done twice.
    if (problem instanceof Refusal)
      await house.sql`delete from once_requests where key_id = ${keyId}::uuid and name = ${name}`;
    throw problem;
  }
}

const replyOf = async (made: Response): Promise<Reply> => ({
  status: made.status,
  headers: Object.fromEntries(made.headers),
  body: await made.text(),
});

async function answerBefore(house: House, keyId: string, name: string, fingerprint: string): Promise<Reply> {
  const [stored] = await house.sql<Stored>`
    select fingerprint, done_at is not null as "isDone", started_at < now() - make_interval(secs => ${longestSeconds}::int) as "isLost", status, body
    from once_requests where key_id = ${keyId}::uuid and name = ${name}`;
  if (stored && stored.fingerprint !== fingerprint)
    throw new Refusal(
      "invalid_input",
      "This Idempotency-Key was used for another request. Give each request a name of its own.",
    );
  if (!stored?.isDone)
    throw new Refusal(
      "changed_meanwhile",
      stored?.isLost
        ? "This request was begun and its end was lost. Look whether it was done, and ask again under another Idempotency-Key if not."
        : "This request is being done at this moment. Ask again in a few seconds for its answer.",
      { retryAfterSeconds: 2 },
    );
  return {
    status: stored.status ?? 200,
    headers: { "content-type": "application/json", "idempotent-replayed": "true" },
    body: stored.body,
  };
}

/** For the hourly sweep. */
export const sweepOnce = (house: Pick<House, "sql">) =>
  house.sql`delete from once_requests where started_at < now() - make_interval(hours => ${keptHours}::int)`;
