import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";

/** What Prometheus reads at /api/metrics. One registry a process, however often a bundler loads this file. */
const house = globalThis as unknown as { mastheadMetrics?: ReturnType<typeof open> };

export const metrics = () => {
  house.mastheadMetrics ??= open();
  return house.mastheadMetrics;
};

function open() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "masthead_" });
  return {
    registry,
    answers: new Histogram({
      name: "masthead_http_answer_seconds",
      help: "Time to answer an API request",
      labelNames: ["contract", "status"],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers: [registry],
    }),
    refusals: new Counter({
      name: "masthead_refusals_total",
      help: "Requests that were refused, by code",
      labelNames: ["contract", "code"],
      registers: [registry],
    }),
    mails: new Counter({
      name: "masthead_mails_total",
      help: "Mails handed to the mail server, by kind and outcome",
      labelNames: ["kind", "outcome"],
      registers: [registry],
    }),
    returns: new Counter({
      name: "masthead_mail_returns_total",
      help: "Bounces and complaints that came back, by source and by what became of them",
      labelNames: ["source", "outcome"],
      registers: [registry],
    }),
  };
}
