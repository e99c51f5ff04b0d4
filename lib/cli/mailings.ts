import fs from "node:fs";
import readline from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import { actOnMailing, decideUncertain, type MailingAct, rescheduleMailing } from "../delivery/control.ts";
import { domainRates, openGate, setDomainRate } from "../delivery/pacing.ts";
import { deliveriesAsCsv, readMailing } from "../delivery/reads.ts";
import { reconcile, type SinkLine, sinkLine } from "../delivery/reconcile.ts";
import { type DeliveryState, deliveryStates } from "../delivery/states.ts";
import { Refusal } from "../errors.ts";
import { gates } from "../gates.ts";
import { parseJson } from "../json.ts";
import { holdAsRestored } from "../worker/hold-restored.ts";
import { type StartOptions, startOf, withStart } from "./start-options.ts";
import { print, withHouse } from "./with-house.ts";

const told: Record<MailingAct, (touched: number) => string> = {
  pause: (touched) => (touched ? "paused; what is being handed over is finished first" : "was paused already"),
  resume: (touched) => (touched ? "goes on" : "was going on already"),
  cancel: (touched) => `cancelled; ${touched.toLocaleString("en")} who had not got it get nothing`,
  retry: (touched) => (touched ? `${touched.toLocaleString("en")} are tried again` : "nobody is left to try again"),
};
const described: Record<MailingAct, string> = {
  pause: "stop after the mails that are being handed over",
  resume: "go on with a paused mailing",
  cancel: "end it for everybody who has not got it",
  retry: "try again for whoever was refused or given up on, except for dead mailboxes",
};

export function addMailingsCommands(program: Command) {
  const mailings = program.command("mailings").description("what is going out, and what became of it");
  mailings
    .command("show")
    .argument("<id>", "the mailing", aMailing)
    .option("--json", "as JSON: state, counts for each state, rate in mails a second")
    .description("its state, the counts for each state of its deliveries, the rate")
    .action(async (id: string, { json }: { json?: boolean }) => {
      const mailing = await withHouse((ctx) => readMailing(ctx, id));
      if (json) return print(JSON.stringify(mailing));
      print(`${mailing.subject}: ${mailing.state}${mailing.stateReason ? ` (${mailing.stateReason})` : ""}`);
      if (mailing.state === "scheduled" && mailing.startsAt)
        print(`starts at   ${mailing.startsAt.toISOString()}${mailing.localZone ? ", each reader's own hour" : ""}`);
      for (const state of deliveryStates)
        if (mailing.counts[state] > 0) print(`${state.padEnd(11)} ${mailing.counts[state].toLocaleString("en")}`);
      print(`of          ${mailing.total.toLocaleString("en")}, ${mailing.rate} a second`);
    });
  for (const act of Object.keys(told) as MailingAct[])
    mailings
      .command(act)
      .argument("<id>", "the mailing", aMailing)
      .description(described[act])
      .action(async (id: string) => print(told[act]((await withHouse((ctx) => actOnMailing(ctx, id, act))).touched)));
  withStart(mailings.command("reschedule"))
    .argument("<id>", "the mailing", aMailing)
    .description("give one that has not begun another time")
    .action(async (id: string, options: StartOptions) => {
      const start = startOf(options);
      if (!start)
        throw new Refusal("invalid_input", "at: Say when it starts: --at 2026-11-30T07:00 --zone Europe/Berlin.");
      await withHouse((ctx) => rescheduleMailing(ctx, id, start));
      print(`starts at ${start.startsAt.toISOString()}`);
    });
  mailings
    .command("gates")
    .description("providers and recipient domains that are left alone for now, and why")
    .action(async () => {
      const closed = await withHouse((ctx) => gates(ctx));
      if (closed.size === 0) return print("none is closed");
      for (const [key, { until, reason }] of closed)
        print(`${key}  ${until ? `until ${until.toISOString()}` : "until a person opens it"}  ${reason}`);
    });
  mailings
    .command("open")
    .argument("<gate>", "like provider:ses or domain:gmail.com; `mailings gates` lists them")
    .description("write to a provider or a domain again before its time")
    .action(async (key: string) => print((await withHouse((ctx) => openGate(ctx, key))) ? "open" : "was open already"));
  mailings
    .command("rate")
    .argument("[domain]", "of recipients, like gmail.com; * for each of the others")
    .argument("[per-second]", "mails a second of all workers together, or off", aRate)
    .description("how fast mails go to a recipient domain; without arguments, what is set")
    .action(async (domain?: string, perSecond?: number | "off") => {
      const isSet = domain !== undefined && perSecond !== undefined;
      const rates = await withHouse((ctx) =>
        isSet ? setDomainRate(ctx, domain, perSecond === "off" ? null : perSecond) : domainRates(ctx),
      );
      for (const [name, rate] of Object.entries(rates)) print(`${name}  ${rate.perSecond} a second`);
      if (Object.keys(rates).length === 0) print("no domain has a rate of its own");
    });
  mailings
    .command("decide")
    .argument("<id>", "the mailing", aMailing)
    .argument("<verdict>", "arrived, or send-again", aVerdict)
    .description("decide the deliveries whose answer was never heard")
    .action(async (id: string, verdict: "arrived" | "send_again") => {
      const { touched } = await withHouse((ctx) => decideUncertain(ctx, id, verdict));
      print(`${touched.toLocaleString("en")} decided`);
    });
  mailings
    .command("hold-all")
    .description(
      "after a restore that put the database back where it stood: pause what goes to many, for a person to see to",
    )
    .action(async () => {
      const held = await withHouse(holdAsRestored);
      const inWords = (counts: [number, string][]) =>
        counts.map(([count, what]) => `${count.toLocaleString("en")} ${what}`).join(", ");
      const { mailings, series, digests, reminders, replies, weekly } = held;
      print(
        `held: ${inWords([
          [mailings, "mailings"],
          [series, "series"],
          [digests, "digests"],
        ])}`,
      );
      print(
        `left out: ${inWords([
          [reminders, "reminders of offers"],
          [replies, "mails about replies"],
          [weekly, "weekly mails"],
        ])}`,
      );
    });
  mailings
    .command("recipients")
    .argument("<id>", "the mailing", aMailing)
    .option("--state <state>", deliveryStates.join(", "), aState)
    .option("--csv", "as CSV, which is the only form")
    .description("who got it and why not, as CSV on standard output")
    .action(async (id: string, { state }: { state?: DeliveryState }) =>
      withHouse(async (ctx) => {
        await readMailing(ctx, id);
        await pipeline(Readable.from(deliveriesAsCsv(ctx, id, state ?? null)), process.stdout, { end: false }).catch(
          // Whoever reads may have seen enough, as `head` has.
          (problem: NodeJS.ErrnoException) => {
            if (problem.code !== "EPIPE") throw problem;
          },
        );
      }),
    );
  mailings
    .command("reconcile")
    .argument("<id>", "the mailing", aMailing)
    .option("--sink-log <file>", "a mail server's own log: a JSON line with at, event, to, messageId for each mail")
    .option("--json", "as JSON: ok, violations, figures")
    .description("compare the frozen audience, the ledger and a mail server's log; exits 1 when they disagree")
    .action(async (id: string, { sinkLog, json }: { sinkLog?: string; json?: boolean }) => {
      const { ok, violations, figures } = await withHouse((ctx) =>
        reconcile(ctx, id, sinkLog === undefined ? undefined : linesOf(sinkLog)),
      );
      if (!ok) process.exitCode = 1;
      if (json) return print(JSON.stringify({ ok, violations, figures }));
      for (const [name, value] of Object.entries(figures)) print(`${name.padEnd(17)} ${value.toLocaleString("en")}`);
      for (const { invariant, detail, count } of violations)
        print(`${invariant} is broken: ${count.toLocaleString("en")} × ${detail}`);
      print(ok ? "audience and ledger agree" : "they do not agree");
    });
}

/** @throws Refusal invalid naming the line that is no JSON object of the log */
async function* linesOf(file: string): AsyncGenerator<SinkLine> {
  let number = 0;
  for await (const line of readline.createInterface({ input: fs.createReadStream(file) })) {
    number += 1;
    if (line.trim() === "") continue;
    const parsed = sinkLine.safeParse(parsedJson(line));
    if (!parsed.success)
      throw new Refusal(
        "invalid_input",
        `Line ${number} of ${file} is not one of a mail server's log. Each is JSON like {"at":1763990000000,"event":"taken","to":"a@b.example","messageId":"<1@c>"}.`,
      );
    yield parsed.data;
  }
}

function parsedJson(line: string): unknown {
  try {
    return parseJson(line);
  } catch {
    return undefined;
  }
}

function aMailing(text: string) {
  if (!z.uuid().safeParse(text).success)
    throw new InvalidArgumentError("This is not the id of a mailing. The desk's page of the mailing shows it.");
  return text;
}

function aRate(text: string): number | "off" {
  const rate = Number(text);
  if (text === "off" || rate > 0) return text === "off" ? text : rate;
  throw new InvalidArgumentError("Write how many mails a second, like 20, or off for no limit.");
}

function aVerdict(text: string) {
  if (text === "arrived") return "arrived" as const;
  if (text === "send-again") return "send_again" as const;
  throw new InvalidArgumentError("Say arrived or send-again.");
}

function aState(text: string): DeliveryState {
  const state = deliveryStates.find((known) => known === text);
  if (!state) throw new InvalidArgumentError(`The states are ${deliveryStates.join(", ")}.`);
  return state;
}
