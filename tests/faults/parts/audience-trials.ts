import { setTimeout as wait } from "node:timers/promises";
import { actOnMailing } from "@/lib/delivery/control.ts";
import { leave, leaveToken } from "@/lib/delivery/leave.ts";
import type { Gone } from "@/lib/delivery/reconcile.ts";
import { returnToken } from "@/lib/delivery/returns/address.ts";
import { takeMail } from "@/lib/delivery/returns/take-mail.ts";
import { withdraw } from "@/lib/members/withdraw.ts";
import { type Ground, linesOf, type Reader } from "./ground.ts";
import { goOnUntilOver } from "./mail-server-trials.ts";
import { random } from "./sink-words.ts";
import { on, type Trial } from "./trials.ts";

type Row = { id: bigint; address: string; memberId: string | null };

/** What takes a reader off a mailing that is going out, each by the way that people and mail servers have. */
const ways: { why: Gone["why"]; act(ground: Ground, row: Row): Promise<unknown> }[] = [
  {
    why: "withdrawn",
    act: (ground, { id }) => leave(ground.system(), leaveToken(ground.house, String(id)), "one click"),
  },
  {
    why: "withdrawn",
    act: (ground, { memberId }) => withdraw(ground.system(), memberId ?? "", ground.topic, "a trial"),
  },
  { why: "suppressed", act: (ground, row) => takeMail(ground.system(), complaintOn(ground, row)) },
  {
    why: "banned",
    act: ({ house }, row) => house.db.member.update({ where: whose(row), data: { bannedAt: new Date() } }),
  },
  { why: "erased", act: ({ house }, row) => house.db.member.delete({ where: whose(row) }) },
];

const whose = ({ memberId }: Row) => ({ id: memberId ?? "" });

/**
 * A15: readers leave, complain, are banned and are erased in random moments while two workers send; also while the mailing is
 * paused, and between two tries. Nothing begins after that.
 */
export const leaveMeanwhile: Trial = (place) =>
  on(
    place,
    async (ground, expect) => {
      const most = Math.ceil(place.recipients / 10);
      await ground.sink.misbehave([{ stage: "rcpt", reply: "451 4.3.0 Later", chance: 0.2, most }], place.seed);
      const begun = ground.sink.wake("bodies", 1);
      // However slow this machine is, the mailing is not over before the last of them has gone.
      const held = ground.sink.wake("bodies", Math.floor(place.recipients * 0.6), true);
      const id = await ground.mailing({ resends: true, domains: ["one.test", "two.test"] });
      ground.worker();
      ground.worker();
      const chance = random(place.seed);
      const rows = await ground.house.db.delivery.findMany({ where: { mailingId: id } });
      const chosen = rows.map((row) => ({ row, at: chance() })).sort((one, other) => one.at - other.at);
      let turn = place.seed;
      const go = async (row: Row) => {
        const { why, act } = ways[turn++ % ways.length] as (typeof ways)[number];
        await act(ground, row);
        ground.gone.push({ address: row.address, at: Date.now(), why });
      };
      await begun;
      for (const { row } of chosen.splice(0, Math.max(25, place.recipients / 20))) {
        await go(row);
        await wait(chance() * 10);
      }
      // Between two tries.
      const isHeld = held.then(() => true);
      // So many of ten thousand complain that the mailing pauses itself; somebody looks, and lets it go on.
      while (!(await Promise.race([isHeld, wait(200, false)])))
        if ((await ground.state(id)) === "paused") await ground.goOn(id);
      await ground.house.pool.query(
        "update deliveries set next_try_at = now() + interval '1 hour' where state = 'queued' and tries > 0",
      );
      const waiting = (await between(ground, id)).slice(0, 10);
      for (const row of waiting) await go(row);
      // While it is paused; a complaint may have paused it before.
      if ((await ground.state(id)) === "sending") await actOnMailing(ground.system(), id, "pause");
      await ground.sink.release();
      await ground.untilQuiet(id);
      const queued = { mailingId: id, state: "queued" as const, tries: 0, memberId: { not: null } };
      const paused = await ground.house.db.delivery.findMany({ where: queued, take: 10 });
      for (const row of paused) await go(row);
      await ground.goOn(id);
      await goOnUntilOver(ground, id, expect);

      const late = [...waiting, ...paused].map((row) => row.id);
      const theirs = await ground.house.db.delivery.groupBy({
        by: ["state"],
        where: { id: { in: late } },
        _count: true,
      });
      expect(waiting.length > 0 && paused.length > 0, "A15: nobody was left to leave between tries or in the pause");
      expect(
        theirs.every(({ state }) => state === "excluded" || state === "suppressed"),
        `A15: of those who left while nothing could be under way some are ${theirs.map(({ state }) => state)}`,
      );
      const verdict = await ground.reconcile(id);
      expect(verdict.figures.copies === 0, "A15: somebody got a copy");
      return { ...verdict, figures: { ...verdict.figures, gone: ground.gone.length } };
    },
    {},
    { smtp: `rate=${Math.max(50, Math.ceil(place.recipients / 10))}/s` },
  );

/** Who was put off and is still a reader. */
const between = (ground: Ground, mailingId: string) =>
  ground.house.db.delivery.findMany({
    where: {
      mailingId,
      state: "queued",
      tries: { gt: 0 },
      address: { notIn: ground.gone.map(({ address }) => address) },
      memberId: { not: null },
    },
  });

/** What a mailbox provider sends when its user says that this is spam (RFC 5965). */
const complaintOn = (ground: Ground, { id, address }: Row) =>
  Buffer.from(
    [
      "From: loop@provider.test",
      "Subject: A complaint",
      "MIME-Version: 1.0",
      'Content-Type: multipart/report; report-type=feedback-report; boundary="cut"',
      "",
      "--cut",
      "Content-Type: text/plain",
      "",
      "Our user marked this.",
      "--cut",
      "Content-Type: message/feedback-report",
      "",
      "Feedback-Type: abuse",
      "Version: 1",
      "User-Agent: Loop/1.0",
      `Original-Rcpt-To: ${address}`,
      "",
      "--cut",
      "Content-Type: message/rfc822",
      "",
      `X-Masthead-Return: ${returnToken(ground.system(), id)}`,
      "Subject: The tide",
      "",
      "The tide.",
      "--cut--",
      "",
    ].join("\r\n"),
  );

const victim = "victim@elsewhere.test";
/** Addresses that nobody can be written to at, each a way to end a line, to name two people, or to mean another. */
const badAddresses = [
  `a\r\nRCPT TO:<${victim}>\r\n@reader.test`,
  "b\n@reader.test",
  "fullwidth\uFF20reader.test",
  `group:${victim},x@reader.test;`,
  `c,${victim}`,
  `"quoted ${victim}"@reader.test`,
  `d> SIZE=1\r\n<${victim}`,
  "two@at@reader.test",
  `${"long".repeat(70)}@reader.test`,
  "zero\u200Bwidth@reader.test",
  "no-at-all",
];
const oddNames = [
  `Eve\r\nBcc: ${victim}\r\n\r\nHello`,
  `.\r\n.\r\nMAIL FROM:<${victim}>\r\nRCPT TO:<${victim}>\r\nDATA`,
  "\u0001\u0007\u001B[31m\u007F\u0085",
  "{{leave}} {{name}}",
  "<script>alert(1)</script>",
  "\u202Eesrever\u2028line\u2029",
  "=?utf-8?q?=0D=0ABcc:_x?=",
  "half \uD800 of a pair",
  "😀".repeat(50),
];
/** What a mail of ours has in its head, once each. */
const heads =
  /^(to|message-id|date|list-unsubscribe|list-unsubscribe-post|list-id|x-masthead-return|from|subject|precedence|content-type|mime-version)$/;

/** A16: rows that would end a line, name somebody else or be endless are left out with the reason; the rest get theirs. */
export const poisonRows: Trial = (place) =>
  on(
    place,
    async (ground, expect) => {
      const endless: Reader = { email: "endless@reader.test", displayName: "n".repeat(1_000_000) };
      const odd = oddNames.map((displayName, at): Reader => ({ email: `odd.${at}@reader.test`, displayName }));
      const bad = badAddresses.map((email): Reader => ({ email }));
      const html = "<p>Dear {{name|reader}}, <a href='{{leave}}'>leave</a></p>";
      const id = await ground.mailing({ resends: false, html, others: [endless, ...odd, ...bad] });
      const refused = ground.house.db.member.update({
        where: { email: endless.email },
        data: { displayName: "zero \u0000 byte" },
      });
      expect(
        await refused.then(
          () => false,
          () => true,
        ),
        "A16: the database took a NUL",
      );
      ground.worker();
      expect((await ground.untilOver(id)) === "finished", "A16: the mailing did not finish");

      const { accepted = 0, excluded = 0 } = await ground.counts(id);
      expect(accepted === place.recipients + odd.length, `A16: ${accepted} got it`);
      expect(excluded === bad.length + 1, `A16: ${excluded} were left out`);
      const out = await ground.house.db.delivery.findMany({ where: { mailingId: id, state: "excluded" } });
      expect(
        out.every(({ reason }) => /not an address|name is longer/.test(reason ?? "")),
        "A16: a reason is missing",
      );
      let mails = 0;
      for await (const line of linesOf(ground.sink.logFile)) {
        const { raw = "", to } = line as { raw?: string; to: string };
        expect(!to.includes("elsewhere"), `A16: the envelope names ${to}`);
        if (line.event !== "taken") continue;
        mails += 1;
        const names = headNames(raw);
        expect(names.length === 12 && new Set(names).size === 12, `A16: the head for ${to} holds ${names.join()}`);
        expect(
          names.every((name) => heads.test(name)),
          `A16: the head for ${to} holds ${names.join()}`,
        );
      }
      expect(mails === accepted, `A16: the mail server took ${mails} mails, and ${accepted} are accepted`);
      return ground.reconcile(id);
    },
    { keepsMails: true },
  );

const headNames = (raw: string) =>
  raw
    .slice(0, raw.indexOf("\r\n\r\n"))
    .split(/\r\n(?![ \t])/)
    .map((line) => line.slice(0, line.indexOf(":")).toLowerCase());
