import { expect, test } from "vitest";
import { closeGate } from "@/lib/delivery/pacing.ts";
import { readToday } from "@/lib/desk/today.ts";
import { newsroom } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();

test("a mail server that a person has to open again stands on the first page of the desk, and one that opens by itself does not", async () => {
  const { mark, mo } = await newsroom(house);
  expect((await readToday(mark)).stopped).toEqual([]);
  await closeGate(house.system(), "provider:main", "535 no such user", { minutes: null });
  await closeGate(house.system(), "domain:slow.test", "421 too many", { minutes: 30 });
  expect((await readToday(mark)).stopped).toEqual([{ key: "provider:main", reason: "535 no such user" }]);
  expect((await readToday(mo)).stopped).toEqual([]);
});
