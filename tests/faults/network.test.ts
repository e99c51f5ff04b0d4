import { expect, test } from "vitest";
import { tarpit, vanish } from "./parts/network-trials.ts";
import { patient, violationsOf } from "./parts/short-form.ts";

test(
  "A7: a domain that answers late holds two conversations at most, and the others are done before it",
  async () => {
    expect(await violationsOf(tarpit(3, null), 150)).toEqual([]);
  },
  patient,
);

test(
  "A8: where the peer vanishes in the middle of a conversation the mailing goes on, and leaves no socket behind",
  async () => {
    expect(await violationsOf(vanish(["auth", "rcpt", "data", "taken"], { patience: 2, verdict: 10 }), 100)).toEqual(
      [],
    );
  },
  patient,
);
