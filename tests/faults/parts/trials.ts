import type { Verdict } from "@/lib/delivery/reconcile.ts";
import type { Ground, Place } from "./ground.ts";
import { openGround } from "./ground.ts";
import type { Fault, SinkSetting, Stage } from "./sink-words.ts";
import { random } from "./sink-words.ts";

export type Result = { violations: string[]; figures: Record<string, number> };
export type Trial = (place: Place) => Promise<Result>;

/** Runs on a ground of its own; what the oracle found and what the trial expected besides become one list. */
async function on(
  place: Place,
  act: (ground: Ground, expect: (holds: boolean, sentence: string) => void) => Promise<Verdict>,
  setting: SinkSetting = {},
): Promise<Result> {
  const ground = await openGround(place, setting);
  const violations: string[] = [];
  try {
    const verdict = await act(ground, (holds, sentence) => {
      if (!holds) violations.push(sentence);
    });
    violations.push(...verdict.violations.map(({ invariant, detail, count }) => `${invariant}: ${count} × ${detail}`));
    return { violations, figures: verdict.figures };
  } finally {
    await ground.close();
  }
}

const everybody = (counts: Record<string, number>, recipients: number) => counts.accepted === recipients;

/** A1: workers killed one after the other, every other one while the mail server withholds its answers. */
export const killWorkers =
  (kills: number, resends = true): Trial =>
  (place) =>
    on(place, async (ground, expect) => {
      const id = await ground.mailing({ resends });
      const chance = random(place.seed);
      for (let kill = 1; kill <= kills; kill++) {
        const { bodies } = await ground.sink.figures();
        const left = place.recipients - bodies;
        if (left < 20) break;
        await ground.sink.forgetPeak();
        const at = bodies + 1 + Math.floor((chance() * left) / (kills - kill + 2));
        const holds = kill % 2 === 1;
        const due = ground.sink.wake("bodies", at, holds);
        const worker = ground.worker();
        await worker.ready;
        await ground.passTime();
        await due;
        await ground.kill(worker);
        await ground.sink.release();
      }
      ground.worker();
      expect((await ground.untilOver(id)) === "finished", "the mailing did not finish by itself");
      const { accepted = 0, uncertain = 0 } = await ground.counts(id);
      expect(accepted + uncertain === place.recipients, "A1: somebody is neither accepted nor uncertain");
      const verdict = await ground.reconcile(id);
      return { ...verdict, figures: { ...verdict.figures, kills } };
    });

/** A3: the answer after the final dot is lost for 5 %, before or after the mail was taken. */
export const loseAnswers =
  (resends: boolean): Trial =>
  (place) =>
    on(place, async (ground, expect) => {
      const faults: Fault[] = [
        { stage: "taken", drop: "fin", chance: 0.02, most: place.recipients / 20 },
        { stage: "taken", drop: "rst", chance: 0.02, most: place.recipients / 20 },
        { stage: "dot", drop: "rst", chance: 0.01, most: place.recipients / 20 },
      ];
      await ground.sink.misbehave(faults, place.seed);
      const id = await ground.mailing({ resends });
      ground.worker();
      expect((await ground.untilOver(id)) === "finished", "A3: the mailing did not finish");
      const { struck } = await ground.sink.figures();
      expect(struck > 0, "A3: no fault struck, so nothing was tried");
      const { accepted = 0, uncertain = 0 } = await ground.counts(id);
      expect(accepted + uncertain === place.recipients, "A3: somebody is neither accepted nor uncertain");
      expect(resends ? uncertain === 0 : uncertain === struck, "A3: not those whose answer was lost are uncertain");
      return ground.reconcile(id, { countsLostAnswers: true });
    });

const stagesBefore: Stage[] = ["banner", "ehlo", "starttls", "auth", "mail", "rcpt", "data"];

/** A4: the conversation drops at each stage before the body. Nobody gets a copy, everybody gets it. */
export const dropBefore: Trial = (place) =>
  on(
    place,
    async (ground, expect) => {
      await ground.sink.misbehave(
        stagesBefore.flatMap((stage): Fault[] => [
          { stage, drop: "fin", chance: 0.2, most: 3 },
          { stage, drop: "rst", chance: 0.2, most: 3 },
        ]),
        place.seed,
      );
      const id = await ground.mailing({ resends: false });
      ground.worker();
      expect((await ground.untilOver(id)) === "finished", "A4: the mailing did not finish");
      expect((await ground.sink.figures()).struck >= 7, "A4: too few faults struck");
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
 * A5: one reply at each stage, to a few conversations or recipients. Only "550 5.1.1" about the recipient suppresses. What
 * is temporary or concerns us costs nobody the mail; a person goes on where the mailing was paused.
 */
export const refuseAt =
  (reply: string, stages: Stage[] = [...stagesBefore, "dot"]): Trial =>
  (place) =>
    on(
      place,
      async (ground, expect) => {
        await ground.sink.misbehave(
          stages.map((stage): Fault => ({ stage, reply, chance: 0.3, most: 2 })),
          place.seed,
        );
        const id = await ground.mailing({ resends: false, domains: ["one.test", "two.test", "three.test"] });
        ground.worker();
        for (let pauses = 0; (await ground.untilOver(id)) === "paused"; pauses++) {
          expect(pauses < 40, `A5 ${reply}: it pauses again and again`);
          if (pauses >= 40) break;
          // The person who sees the pause goes on.
          await ground.house.db.mailing.update({ where: { id }, data: { state: "sending", stateReason: null } });
          await ground.house.pool.query("delete from send_gates");
          await ground.passTime();
        }
        const { struck } = await ground.sink.figures();
        expect(struck > 0, `A5 ${reply}: no fault struck`);
        const counts = await ground.counts(id);
        const suppressed = await ground.house.db.suppression.count();
        const aboutRecipient = stages.filter((stage) => ["rcpt", "data", "dot"].includes(stage)).length * 2;
        const { accepted = 0, bounced = 0 } = counts;
        expect(accepted + bounced === place.recipients, `A5 ${reply}: somebody is lost: ${JSON.stringify(counts)}`);
        expect(bounced <= (reply.startsWith("5") ? aboutRecipient : 0), `A5 ${reply}: ${bounced} were called refused`);
        expect(
          suppressed <= (reply.startsWith("550 5.1.1") ? bounced : 0),
          `A5 ${reply}: ${suppressed} were suppressed wrongly`,
        );
        return ground.reconcile(id);
      },
      { auth: true },
    );

/** A6: every first try, and half of the second ones, is put off. Everybody gets it; waits grow. */
export const greylist: Trial = (place) =>
  on(place, async (ground, expect) => {
    await ground.sink.misbehave([{ stage: "rcpt", reply: "450 4.2.0 Greylisted", firstTries: 2 }], place.seed);
    const id = await ground.mailing({ resends: false });
    ground.worker();
    expect((await ground.untilOver(id)) === "finished", "A6: the mailing did not finish");
    expect(everybody(await ground.counts(id), place.recipients), "A6: not everybody got it");
    const verdict = await ground.reconcile(id);
    expect(verdict.figures.copies === 0, "A6: somebody got a copy");
    return verdict;
  });

/** A17: 10 % refused for good, 10 % put off, 5 % dropped. Resumed after each pause, only the rest is sent. */
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
    let pauses = 0;
    while ((await ground.untilOver(id)) === "paused" && pauses++ < 50) {
      await ground.house.db.mailing.update({ where: { id }, data: { state: "sending", stateReason: null } });
      await ground.passTime();
    }
    const { accepted = 0, bounced = 0, ...others } = await ground.counts(id);
    expect(accepted + bounced === place.recipients, `A17: somebody is lost: ${JSON.stringify(others)}`);
    const verdict = await ground.reconcile(id, { countsLostAnswers: true });
    return { ...verdict, figures: { ...verdict.figures, pauses } };
  });

/** A18: told to stop in the middle, again and again. No copies, nothing uncertain, everybody has it. */
export const stopWorkers =
  (stops: number): Trial =>
  (place) =>
    on(place, async (ground, expect) => {
      const id = await ground.mailing({ resends: false });
      for (let stop = 1; stop <= stops; stop++) {
        const due = ground.sink.wake("bodies", Math.floor((place.recipients * stop) / (stops + 2)));
        const worker = ground.worker();
        await due;
        expect((await worker.end("SIGTERM")) === 0, "A18: the worker did not stop in order");
        const { claimed = 0, in_data = 0, uncertain = 0 } = await ground.counts(id);
        expect(claimed + in_data + uncertain === 0, "A18: a stopped worker left rows in its hands");
      }
      ground.worker();
      expect((await ground.untilOver(id)) === "finished", "A18: the mailing did not finish");
      expect(everybody(await ground.counts(id), place.recipients), "A18: not everybody got it");
      const verdict = await ground.reconcile(id);
      expect(verdict.figures.copies === 0, "A18: somebody got a copy");
      return verdict;
    });
