import type { Ground } from "./ground.ts";
import type { Fault, Stage } from "./sink-words.ts";
import { everybody, on, type Trial } from "./trials.ts";

/** A3: for 5 % the answer after the final dot never comes: FIN, RST or silence, before or after the mail was taken. */
export const loseAnswers =
  (resends: boolean): Trial =>
  (place) =>
    on(
      place,
      async (ground, expect) => {
        const few = Math.max(2, place.recipients / 100);
        const faults: Fault[] = [
          { stage: "taken", drop: "fin", chance: 0.015 },
          { stage: "taken", drop: "rst", chance: 0.015 },
          { stage: "dot", drop: "rst", chance: 0.01 },
          { stage: "taken", hang: true, chance: 0.005, most: few },
          { stage: "dot", hang: true, chance: 0.005, most: few },
        ];
        await ground.sink.misbehave(faults, place.seed);
        const id = await ground.mailing({ resends });
        ground.worker();
        expect((await ground.untilOver(id, 300_000)) === "finished", "A3: the mailing did not finish");
        const { struck } = await ground.sink.figures();
        expect(struck > 0, "A3: no fault struck, so nothing was tried");
        const { accepted = 0, uncertain = 0 } = await ground.counts(id);
        expect(accepted + uncertain === place.recipients, "A3: somebody is neither accepted nor uncertain");
        expect(resends ? uncertain === 0 : uncertain === struck, "A3: not those whose answer was lost are uncertain");
        const verdict = await ground.reconcile(id, { countsLostAnswers: true });
        return { ...verdict, figures: { ...verdict.figures, struck } };
      },
      {},
      // Long enough that an answer which is only late, on a busy machine, is not taken for one that was lost.
      { smtp: "patience=10&verdict=10" },
    );

const stagesBefore: Stage[] = ["banner", "ehlo", "starttls", "auth", "mail", "rcpt", "data"];

/** A4: the conversation drops at each stage before the body. Nobody gets a copy, everybody gets it. */
export const dropBefore: Trial = (place) =>
  on(
    place,
    async (ground, expect) => {
      // Each strikes for certain, one after the other, for a fault that has struck so often is over.
      await ground.sink.misbehave(
        stagesBefore.flatMap((stage): Fault[] => [
          { stage, drop: "fin", most: 3 },
          { stage, drop: "rst", most: 3 },
        ]),
        place.seed,
      );
      const id = await ground.mailing({ resends: false });
      ground.worker();
      expect((await ground.untilOver(id)) === "finished", "A4: the mailing did not finish");
      const { struck } = await ground.sink.figures();
      expect(struck === stagesBefore.length * 6, `A4: only ${struck} of ${stagesBefore.length * 6} faults struck`);
      expect(everybody(await ground.counts(id), place.recipients), "A4: not everybody got it");
      const verdict = await ground.reconcile(id);
      expect(verdict.figures.copies === 0, "A4: somebody got a copy");
      return verdict;
    },
    { auth: true, starttls: true },
  );

export const replies = [
  "421 4.3.2 Closing",
  "450 4.2.0 Come back",
  "451 4.3.0 Local trouble",
  "452 4.2.2 Mailbox full",
  "454 4.7.0 Not now",
  "552 5.2.2 Mailbox full",
  "550 5.1.1 No such user",
  "550 5.7.1 Blocked",
  "554 5.7.0 We think that this is spam",
  "535 5.7.8 Wrong password",
];

/**
 * A5: one reply at each stage, to two conversations or recipients. Only "550 5.1.1" about the recipient suppresses. What
 * is temporary or concerns us costs nobody the mail; a person goes on where the mailing was paused.
 */
export const refuseAt =
  (reply: string, stages: Stage[] = ["banner", "ehlo", "auth", "mail", "rcpt", "data", "dot"]): Trial =>
  (place) =>
    on(
      place,
      async (ground, expect) => {
        await ground.sink.misbehave(
          stages.map((stage): Fault => ({ stage, reply, most: 2 })),
          place.seed,
        );
        const id = await ground.mailing({ resends: false, domains: ["one.test", "two.test", "three.test"] });
        ground.worker();
        const pauses = await goOnUntilOver(ground, id, expect);
        const { struck } = await ground.sink.figures();
        expect(struck === stages.length * 2, `A5 ${reply}: only ${struck} faults struck`);
        const counts = await ground.counts(id);
        const suppressed = await ground.house.db.suppression.count();
        const aboutRecipient = stages.filter((stage) => ["rcpt", "data", "dot"].includes(stage)).length * 2;
        const { accepted = 0, bounced = 0 } = counts;
        const isForGood = reply.startsWith("5") && !reply.startsWith("535");
        expect(accepted + bounced === place.recipients, `A5 ${reply}: somebody is lost: ${JSON.stringify(counts)}`);
        expect(bounced === (isForGood ? aboutRecipient : 0), `A5 ${reply}: ${bounced} were called refused`);
        expect(
          suppressed === (reply.startsWith("550 5.1.1") ? bounced : 0),
          `A5 ${reply}: ${suppressed} were suppressed, of ${bounced} refused`,
        );
        const verdict = await ground.reconcile(id);
        return { ...verdict, figures: { ...verdict.figures, pauses } };
      },
      { auth: true },
    );

/**
 * A6: one domain puts off the first two tries of each reader, another one puts off for ever, and the clock is moved to the
 * next try each time. Waits grow; the first domain gets it, and the other is given up on after about four days.
 */
export const greylist: Trial = (place) =>
  on(place, async (ground, expect) => {
    await ground.sink.misbehave(
      [
        { stage: "rcpt", reply: "450 4.2.0 Greylisted", firstTries: 2, domain: "grey.test" },
        { stage: "rcpt", reply: "450 4.2.0 Never", domain: "never.test" },
      ],
      place.seed,
    );
    const domains = [...Array(9).fill("grey.test"), "never.test"];
    const id = await ground.mailing({ resends: false, domains });
    ground.worker();
    const waits = new Map<number, number>();
    for (const since = performance.now(); (await ground.state(id)) === "sending"; ) {
      if (performance.now() - since > 300_000) throw new Error("A6: it never ends.");
      if ((await due(ground, id)) === 0) {
        for (const { tries, seconds } of await waitsNow(ground, id)) waits.set(tries, seconds);
        await ground.passTime();
        await ground.until("nobody takes up what is due", async () => (await due(ground, id)) === 0);
      }
    }
    const never = Math.floor(place.recipients / 10);
    const { accepted = 0, expired = 0 } = await ground.counts(id);
    expect(accepted === place.recipients - never, `A6: only ${accepted} got it`);
    expect(expired === never, `A6: ${expired} were given up on, and not ${never}`);
    expect((await ground.house.db.suppression.count()) === 0, "A6: somebody was suppressed");
    const grown = [...waits].sort(([one], [other]) => one - other).map(([, seconds]) => seconds);
    const days = grown.reduce((sum, seconds) => sum + seconds, 0) / 86_400;
    expect(grown.length >= 10, `A6: only ${grown.length} waits`);
    expect(
      grown.every((seconds, at) => at === 0 || seconds > (grown[at - 1] ?? 0) * 0.98) && (grown.at(-1) ?? 0) > 36_000,
      `A6: waits do not grow: ${grown.map(Math.round).join(", ")} s`,
    );
    expect(days > 3 && days < 5, `A6: it gave up after ${days.toFixed(1)} days`);
    const verdict = await ground.reconcile(id);
    expect(verdict.figures.copies === 0, "A6: somebody got a copy");
    return { ...verdict, figures: { ...verdict.figures, tries: grown.length + 1, days: Math.round(days * 10) / 10 } };
  });

/** A17: 10 % refused for good, 10 % put off, 5 % dropped. The breaker pauses it; resumed, only the rest is sent. */
export const everyFault: Trial = (place) =>
  on(place, async (ground, expect) => {
    await ground.sink.misbehave(
      [
        { stage: "rcpt", reply: "550 5.1.1 No such user", chance: 0.1 },
        { stage: "rcpt", reply: "451 4.3.0 Later", chance: 0.1 },
        { stage: "taken", drop: "rst", chance: 0.05 },
      ],
      place.seed,
    );
    const id = await ground.mailing({ domains: ["one.test", "two.test", "three.test"] });
    ground.worker();
    const { pool } = ground.house;
    await pool.query(
      "create table settled_before (id bigint primary key, state text, tries int, settled_at timestamptz)",
    );
    const pauses = await goOnUntilOver(ground, id, expect, async () => {
      const { reason } = await ground.standing(id);
      expect(/refused for good \(\d/.test(reason ?? ""), `A17: it paused for another reason: ${reason}`);
      await ground.untilQuiet(id);
      await pool.query(
        `insert into settled_before select id, state::text, tries, settled_at from deliveries
         where mailing_id = $1 and settled_at is not null on conflict do nothing`,
        [id],
      );
      const { bodies } = await ground.sink.figures();
      await ground.passTime();
      await ground.until("the bell's job is not done", async () => (await ground.bells()) === 0);
      expect((await ground.sink.figures()).bodies === bodies, "A17: it wrote on while it was paused");
    });
    expect(pauses > 0, "A17: it never paused");
    const { accepted = 0, bounced = 0, ...others } = await ground.counts(id);
    expect(accepted + bounced === place.recipients, `A17: somebody is lost: ${JSON.stringify(others)}`);
    const again = await pool.query(
      `select 1 from settled_before b join deliveries d using (id)
       where d.state::text <> b.state or d.tries <> b.tries or d.settled_at <> b.settled_at`,
    );
    expect(again.rowCount === 0, `A17: ${again.rowCount} were settled, and taken up again after a pause`);
    expect((await ground.house.db.suppression.count()) === bounced, "A17: not those who do not exist are suppressed");
    const verdict = await ground.reconcile(id, { countsLostAnswers: true });
    return { ...verdict, figures: { ...verdict.figures, pauses } };
  });

/** The person who sees each pause goes on, after `look`. @returns how often it paused */
export async function goOnUntilOver(
  ground: Ground,
  id: string,
  expect: (holds: boolean, sentence: string) => void,
  look = async () => {},
): Promise<number> {
  const most = 40 + ground.place.recipients / 100;
  for (let pauses = 0; ; pauses++) {
    const state = await ground.untilOver(id);
    if (state === "finished") return pauses;
    expect(state === "paused" && pauses < most, `the mailing is ${state} after ${pauses} pauses`);
    if (state !== "paused" || pauses >= most) return pauses;
    await look();
    await ground.goOn(id);
  }
}

/** How many wait for a worker now, or are in its hands. */
async function due(ground: Ground, id: string): Promise<number> {
  const { rows } = await ground.house.pool.query<{ count: number }>(
    `select count(*)::int as count from deliveries
     where mailing_id = $1 and (state in ('claimed', 'in_data') or (state = 'queued' and next_try_at <= now()))`,
    [id],
  );
  return rows[0]?.count ?? 0;
}

/** After how many tries there is how long a wait. */
async function waitsNow(ground: Ground, id: string) {
  const { rows } = await ground.house.pool.query<{ tries: number; seconds: number }>(
    `select tries, extract(epoch from max(next_try_at) - now())::float8 as seconds from deliveries
     where mailing_id = $1 and state = 'queued' group by tries`,
    [id],
  );
  return rows;
}
