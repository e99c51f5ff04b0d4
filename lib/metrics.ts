import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** What Prometheus reads at /api/metrics. One registry a process, however often a bundler loads this file. */
const house = globalThis as unknown as { mastheadMetrics?: ReturnType<typeof open> };

export const metrics = () => {
  house.mastheadMetrics ??= open();
  return house.mastheadMetrics;
};

function open() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "masthead_" });
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  return {
    registry,
    /** Of the whole house, as the database says when it is asked (server/house-figures.ts). */
    house: {
      databaseUp: gauge("masthead_database_up", "Whether the database answered this process"),
      workers: gauge("masthead_workers", "Workers that said within 45 seconds that they are alive"),
      jobs: gauge("masthead_jobs", "Jobs that are due, that are being done, and that have failed for good", ["state"]),
      oldestJob: gauge("masthead_job_oldest_due_seconds", "For how long the oldest job that is due has waited"),
      mailings: gauge("masthead_mailings", "Mailings that are not over, by state", ["state"]),
      gates: gauge("masthead_gates_closed", "Providers and recipient domains that are left alone for now"),
      held: gauge("masthead_comments_held", "Comments that wait for a moderator"),
      backupAge: gauge("masthead_backup_age_seconds", "Since the newest backup that our own command made"),
    },
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
