import { expect, test } from "vitest";
import { wordingOf } from "@/lib/newsletters/reads.ts";

test.each([
  ["Every weekday at 6.30", "(every weekday at 6.30)"],
  ["The first Monday of the month", "(the first Monday of the month)"],
  ["Saturdays", "(Saturdays)"],
  ["Freitags, um 7 Uhr", "(Freitags, um 7 Uhr)"],
  ["Theatre nights", "(Theatre nights)"],
])("the sentence that readers agree to keeps the names in “%s” as the newsroom wrote them", (cadence, words) => {
  const name = "The Water Ledger";
  expect(wordingOf({ name, cadence }).text).toBe(
    `Send me the newsletter “${name}” ${words} by e-mail. I can leave at any time with one press.`,
  );
});
