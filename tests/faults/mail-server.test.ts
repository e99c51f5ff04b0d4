import { expect, test } from "vitest";
import { dropBefore, everyFault, greylist, loseAnswers, refuseAt } from "./parts/mail-server-trials.ts";
import { patient, violationsOf } from "./parts/short-form.ts";

test.each([
  [true, "copies go to those only, under one Message-ID"],
  [false, "they are left to a person, and nobody gets a copy"],
])(
  "A3: some answers after the final dot are lost (sends again: %s): %s",
  async (resends) => {
    expect(await violationsOf(loseAnswers(resends), 300)).toEqual([]);
  },
  patient,
);

test(
  "A4: a conversation that drops before the body costs nobody the mail, and makes no copies",
  async () => {
    expect(await violationsOf(dropBefore, 200)).toEqual([]);
  },
  patient,
);

test.each(["550 5.1.1 No such user", "535 5.7.8 Wrong password"])(
  "A5: %s suppresses nobody but those who are proven not to exist",
  async (reply) => {
    expect(await violationsOf(refuseAt(reply, ["auth", "rcpt", "dot"]), 100)).toEqual([]);
  },
  patient,
);

test(
  "A6: who is put off gets it later, waits grow, and after about four days it gives up",
  async () => {
    expect(await violationsOf(greylist, 60)).toEqual([]);
  },
  patient,
);

test(
  "A17: a mailing with many faults pauses; resumed, it is sent to the rest and to nobody else",
  async () => {
    expect(await violationsOf(everyFault, 400)).toEqual([]);
  },
  patient,
);
