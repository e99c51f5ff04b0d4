import type { Readable } from "node:stream";
import { parse } from "csv-parse";
import { record } from "../audit.ts";
import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { emailAddress } from "../members/address.ts";
import type { Topic } from "../members/consent.ts";
import { newsletterBySlug, topicOf } from "./reads.ts";

/** What became of each line of a list; the parts add up to `lines`. */
export type ImportReport = {
  lines: number;
  added: number;
  /** Had confirmed already. */
  known: number;
  /** Had left, and stay away: an import brings nobody back. */
  left: number;
  suppressed: number;
  banned: number;
  /** The same address again in this list. */
  repeated: number;
  /** Lines that could not be read as an address; `problems` has the first hundred. */
  bad: number;
  problems: { line: number; problem: string }[];
};

const inOneGo = 500;
const addressColumns = ["email", "e-mail", "email address", "e-mail address", "address", "subscriber email"];

/**
 * Takes in a list of readers who have confirmed elsewhere, with the words that they agreed to and where. It streams, and a
 * list that was broken off can be imported again: whoever is in it already is counted as known.
 * @param csv RFC 4180 with a header; one column is the address
 * @throws Refusal invalid_input when it has no such column, not_found when there is no such newsletter
 */
export async function importReaders(
  ctx: Ctx,
  slug: string,
  csv: Readable,
  { wording, source }: { wording: string; source: string },
): Promise<ImportReport> {
  if (wording.trim().length < 10)
    throw new Refusal("invalid_input", "consent: Give the words that these readers agreed to, as they saw them.");
  if (source.trim().length < 3)
    throw new Refusal(
      "invalid_input",
      "source: Say where they agreed, for example “Mailchimp, sign-up form, 2019–2024”.",
    );
  const newsletter = await newsletterBySlug(ctx, slug);
  const topic = topicOf(newsletter);
  const consent = { wording: wording.trim(), source: `import: ${source.trim()}` };
  const report: ImportReport = {
    lines: 0,
    added: 0,
    known: 0,
    left: 0,
    suppressed: 0,
    banned: 0,
    repeated: 0,
    bad: 0,
    problems: [],
  };
  let batch = new Map<string, string>();
  const flush = async () => {
    if (batch.size > 0) await takeIn(ctx, topic, batch, consent, report);
    batch = new Map();
  };
  // Keyed by the address's hash, 22 characters each: a million readers are some 60 MB.
  const seen = new Set<string>();
  for await (const { address, line } of addressesOf(csv)) {
    report.lines += 1;
    const parsed = emailAddress.safeParse(address);
    if (!parsed.success) {
      report.bad += 1;
      if (report.problems.length < 100)
        report.problems.push({ line, problem: parsed.error.issues[0]?.message ?? "This is not an address." });
      continue;
    }
    const key = ctx.tokens.keyedHash("address", parsed.data);
    if (seen.has(key)) {
      report.repeated += 1;
      continue;
    }
    seen.add(key);
    batch.set(key, parsed.data);
    if (batch.size >= inOneGo) await flush();
  }
  await flush();
  const { problems: _, ...after } = report;
  await ctx.db.$transaction((tx) =>
    record(
      tx,
      ctx,
      "newsletter.imported",
      { kind: "newsletter", id: newsletter.id },
      { after: { ...after, ...consent } },
    ),
  );
  return report;
}

async function* addressesOf(csv: Readable): AsyncGenerator<{ address: string; line: number }> {
  let at = -1;
  const lines = csv.pipe(
    parse({ bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, info: true, trim: true }),
  );
  csv.on("error", (problem) => lines.destroy(problem));
  for await (const { record: cells, info } of lines as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
    if (at < 0) {
      at = cells.findIndex((name) => addressColumns.includes(name.toLowerCase().replaceAll("_", " ")));
      if (at < 0)
        throw new Refusal(
          "invalid_input",
          `The first line names no column with the address. Call one of them “email”; it has: ${cells.join(", ").slice(0, 200)}.`,
        );
      continue;
    }
    yield { address: cells[at] ?? "", line: info.lines };
  }
}

/** One set of readers, in one transaction. Consents that change at this very moment wait for it, and it for them. */
async function takeIn(
  ctx: Ctx,
  topic: Topic,
  batch: Map<string, string>,
  consent: { wording: string; source: string },
  report: ImportReport,
) {
  const counts = await ctx.db.$transaction(async (tx) => {
    const keys = [...batch.keys()];
    const suppressed = new Set(
      (await tx.suppression.findMany({ where: { addressKey: { in: keys }, liftedAt: null } })).map(
        (one) => one.addressKey,
      ),
    );
    const welcome = keys.filter((key) => !suppressed.has(key));
    await tx.member.createMany({
      data: welcome.map((key) => ({ email: batch.get(key) ?? "", emailKey: key, createdAt: ctx.now() })),
      skipDuplicates: true,
    });
    const members = await tx.member.findMany({
      where: { emailKey: { in: welcome } },
      select: { id: true, bannedAt: true },
      orderBy: { id: "asc" },
    });
    const ids = members.map(({ id }) => id);
    await lockAll(tx, ids, topic);
    const standings = new Map(
      (await tx.consentStanding.findMany({ where: { topic, memberId: { in: ids } } })).map((one) => [
        one.memberId,
        one.act,
      ]),
    );
    const fresh: string[] = [];
    const found = { known: 0, left: 0, banned: 0 };
    for (const { id, bannedAt } of members) {
      const act = standings.get(id);
      if (bannedAt) found.banned += 1;
      else if (act === "confirmed") found.known += 1;
      else if (act === "withdrawn") found.left += 1;
      else fresh.push(id);
    }
    await tx.consent.createMany({
      data: fresh.map((memberId) => ({
        memberId,
        topic,
        act: "confirmed" as const,
        wording: consent.wording,
        wordingVersion: 1,
        source: consent.source,
        requestId: ctx.requestId,
        at: ctx.now(),
      })),
    });
    return { ...found, added: fresh.length, suppressed: suppressed.size };
  });
  for (const [part, count] of Object.entries(counts)) report[part as keyof typeof counts] += count;
}

/** The locks of single opt-ins (lib/members/opt-in.ts), always in the same order. */
const lockAll = (tx: Tx, memberIds: string[], topic: Topic) =>
  tx.$executeRaw`
    select pg_advisory_xact_lock(hashtextextended(one || ':' || ${topic}::text, 11))
    from unnest(${memberIds}::text[]) with ordinality as ids(one, place) order by place`;
