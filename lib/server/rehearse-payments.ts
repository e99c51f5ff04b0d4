import { randomBytes } from "node:crypto";
import path from "node:path";
import type { Env, Payments } from "../env.ts";
import { startRehearsal } from "./rehearsal/rehearsal.ts";

export type HouseRehearsal = {
  url: string;
  payments: Payments;
  /** What the processes of this house are told, as the operator would tell them of Stripe. */
  settings: Record<string, string>;
  stop(): Promise<void>;
};

/** Stands in for Stripe in a house that has no key of it, so that a newcomer can buy a plan: what is sold and bought is kept in its data directory. */
export async function rehearsePayments({ http, dataDir }: Env): Promise<HouseRehearsal> {
  const secret = `whsec_${randomBytes(24).toString("hex")}`;
  const host = ["0.0.0.0", "::"].includes(http.host) ? "127.0.0.1" : http.host;
  const rehearsal = await startRehearsal({
    port: http.port === 0 ? 0 : http.port + 2,
    file: path.join(dataDir, "payments.json"),
    // On a port that nobody knows yet nothing can be rung; whoever comes back from paying is looked after all the same.
    ...(http.port > 0 && { doorbell: { url: `http://${host}:${http.port}/api/webhooks/stripe`, secret } }),
  });
  const payments: Payments = {
    mode: "rehearsal",
    secretKey: rehearsal.apiKey,
    webhookSecrets: [secret],
    apiUrl: rehearsal.url,
  };
  return {
    url: rehearsal.url,
    payments,
    settings: { STRIPE_SECRET_KEY: rehearsal.apiKey, STRIPE_WEBHOOK_SECRET: secret, STRIPE_API_URL: rehearsal.url },
    stop: () => rehearsal.stop(),
  };
}
