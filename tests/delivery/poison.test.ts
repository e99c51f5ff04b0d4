import { afterAll, expect, test } from "vitest";
import { workOff } from "@/lib/delivery/send.ts";
import { startFakeSmtp } from "../fakes/smtp.ts";
import { testHouse } from "../house.ts";
import { countsOf, mailingTo, stateOf } from "./mailings.ts";

const smtp = await startFakeSmtp();
const house = testHouse({ SMTP_URL: smtp.url });
afterAll(() => smtp.stop());

test("A16: a mail that cannot be made for one reader is left out with the reason, and everybody else gets theirs", async () => {
  const { id, rows } = await mailingTo(house, { resendsUncertain: true }, 30);
  const poisoned = rows[7];
  if (!poisoned) throw new Error("There is no such row.");
  const system = house.system();
  const sign: typeof system.tokens.sign = (purpose, subject) => {
    if (purpose === "unsubscribe" && subject === String(poisoned.id)) throw new Error("This cannot be rendered.");
    return system.tokens.sign(purpose, subject);
  };
  await workOff({ ...system, tokens: { ...system.tokens, sign } }, id, new AbortController().signal);
  expect(await countsOf(house, id)).toEqual({ accepted: 29, excluded: 1 });
  expect(await stateOf(house, poisoned.id)).toMatchObject({
    state: "excluded",
    reason: "the mail could not be made for this reader",
    // No body of it had begun.
    inDataAt: null,
  });
  expect(smtp.heard).toHaveLength(29);
  expect((await house.house.db.mailing.findUniqueOrThrow({ where: { id } })).state).toBe("finished");
});
