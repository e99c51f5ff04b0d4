import type { House } from "../context.ts";
import { BadSettings } from "../env.ts";

const modes = ["live", "test", "rehearsal"];
const words: Record<string, string> = {
  live: "live keys of Stripe",
  test: "test keys of Stripe",
  rehearsal: "a rehearsal of payments",
};

/**
 * Before a process serves: a database belongs to live keys, to test keys or to a rehearsal, whichever it met first. What was bought without money must
 * never open what is sold, nor a live subscription be looked for where it is not and be held to have ended.
 * @throws BadSettings
 */
export async function assertOneMode({ env, sql }: Pick<House, "env" | "sql">): Promise<void> {
  if (!env.payments) return;
  const { mode } = env.payments;
  const [row] = await sql<{ value: unknown }>`
    insert into settings (key, value) values ('payments-mode', ${JSON.stringify(mode)}::jsonb)
    on conflict (key) do update set value = settings.value returning value`;
  const kept = modes.find((one) => one === row?.value);
  if (kept === mode) return;
  throw new BadSettings(
    `This database belongs to ${words[kept ?? ""] ?? "other payments"}, and STRIPE_SECRET_KEY is for ${words[mode]}. Give each its own database, or let \`masthead payments forget\` take out what was bought without money, and start again.`,
  );
}

/** Undefined where nothing is sold. */
export const paymentsMode = ({ env }: Pick<House, "env">) => env.payments?.mode;
