import { about, type Finding } from "../../finding.ts";
import { asking, StripeSaidNo } from "../../stripe.ts";
import { type Check, codeOf, isProduction, type Patient } from "./patient.ts";

export const payments: Check = {
  title: "Payments",
  needsDatabase: false,
  look: async (patient) => {
    if (!patient.env.payments) return [about("stripe", "Stripe").off("Nothing is sold here.")];
    return (await Promise.all([mode(patient), key(patient), doorbell(patient)])).flat();
  },
};

function mode(patient: Patient): Finding[] {
  const say = about("mode", "Mode");
  const mode = patient.env.payments?.mode;
  if (mode === "live") return [say.ok("Live: money moves.")];
  const words = mode === "test" ? "Test keys: no money moves." : "A rehearsal stands in for Stripe: no money moves.";
  return isProduction(patient)
    ? [say.warning(words, "Set live keys, with a database that has met no others, before anybody buys.")]
    : [say.ok(words)];
}

async function key({ env }: Patient): Promise<Finding[]> {
  const say = about("key", "STRIPE_SECRET_KEY");
  try {
    await asking({ env }, (stripe) => stripe.products.list({ limit: 1 }, { maxNetworkRetries: 0 }));
    return [say.ok("Stripe takes our key.")];
  } catch (problem) {
    const code = (problem as { code?: unknown }).code;
    return code === "settings_missing"
      ? [
          say.broken(
            "Stripe does not take our key.",
            "Copy it anew from Stripe's page of API keys, and look at what it may do.",
          ),
        ]
      : [
          say.broken(
            `Stripe does not answer (${codeOf(problem)}).`,
            "See that this machine may reach api.stripe.com, or STRIPE_API_URL.",
          ),
        ];
  }
}

/** Whether Stripe knows where to ring. A key that may not see that says so. */
async function doorbell({ env }: Patient): Promise<Finding[]> {
  const say = about("doorbell", "Stripe's webhook");
  if (env.payments?.mode === "rehearsal") return [say.off("The rehearsal is told where to ring when it starts.")];
  const at = `${env.http.appUrl}/api/webhooks/stripe`;
  try {
    const { data } = await asking({ env }, (stripe) =>
      stripe.webhookEndpoints.list({ limit: 100 }, { maxNetworkRetries: 0 }),
    );
    const ours = data.filter(({ url }) => url === at);
    if (ours.length === 0)
      return [
        say.broken(
          `No webhook of Stripe leads to ${at}, so what is paid opens late.`,
          "Make one there, and copy its signing secret.",
        ),
      ];
    if (ours.every(({ status }) => status !== "enabled"))
      return [
        say.broken(
          `The webhook to ${at} is switched off.`,
          "Switch it on at Stripe; it is switched off when it has failed for days.",
        ),
      ];
    return [
      say.ok(
        `Stripe rings at ${at}.`,
        "Whether STRIPE_WEBHOOK_SECRET is its secret is seen at the first ring: the desk says when calls wait.",
      ),
    ];
  } catch (problem) {
    const why = problem instanceof StripeSaidNo ? problem.code : codeOf(problem);
    return [
      say.unseen(
        `Where Stripe rings could not be read with this key (${why}).`,
        `See at Stripe that a webhook leads to ${at}; a restricted key may be given the right to read webhooks.`,
      ),
    ];
  }
}

/** Rings that nobody has answered; asked only where something is sold. */
export const rings: Check = {
  title: "Payments",
  needsDatabase: true,
  look: async ({ env, sql }) => {
    if (!env.payments) return [];
    const say = about("rings", "Calls of Stripe");
    const [row] = await sql<{ count: number }>`
      select count(*)::int as count from stripe_events
      where handled_at is null and about is not null and received_at < now() - interval '10 minutes'`;
    const [kept] = await sql<{ value: unknown }>`select value from settings where key = 'payments-mode'`;
    const other = kept && kept.value !== env.payments.mode;
    return [
      ...(other
        ? [
            about("one-mode", "Database").broken(
              `It belongs to ${String(kept.value)} payments, and STRIPE_SECRET_KEY is for ${env.payments.mode}: nothing starts like this.`,
              "Give each its own database, or let `masthead payments forget` take out what was bought without money.",
            ),
          ]
        : []),
      row && row.count > 0
        ? say.broken(
            `${row.count === 1 ? "One has" : `${row.count} have`} waited for more than ten minutes.`,
            "See that a worker is alive, and press “Compare with Stripe now” under Plans.",
          )
        : say.ok("None waits."),
    ];
  },
};
