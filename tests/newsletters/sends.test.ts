import { expect, test } from "vitest";
import { readSends } from "@/lib/figures/sends.ts";
import { testHouse } from "../house.ts";

const house = testHouse();

test("a newsletter's issues are told oldest first, with the numbers of the ledger; what was not counted is not zero, and one without issues is empty", async () => {
  const { db } = house.house;
  const tides = await db.newsletter.create({ data: { slug: "tides", name: "Tides" } });
  await db.newsletter.create({ data: { slug: "wells", name: "Wells" } });
  const send = async (
    subject: string,
    days: number,
    figures: string | null,
    states: ("accepted" | "bounced" | "expired")[],
  ) => {
    const at = new Date(house.system().now().getTime() - days * 86_400_000);
    const mailing = await db.mailing.create({
      data: {
        ...{ topic: `newsletter:${tides.id}`, subject, html: "", text: "", fromName: "Tides", resendUncertain: true },
        ...{ state: "finished", createdAt: at, frozenAt: at, finishedAt: at, figures },
      },
    });
    await db.delivery.createMany({
      data: states.map((state, nth) => ({
        ...{ mailingId: mailing.id, address: `r${nth}@reader.test`, addressKey: `r${nth}`, state, settledAt: at },
      })),
    });
    return mailing.id;
  };
  await send("High water", 2, null, ["accepted", "accepted", "bounced", "expired"]);
  const low = await send("Low water", 1, "aggregate", ["accepted", "accepted"]);
  const line = { mailingId: low, link: 1, hour: 1, rule: 1, variant: 0 };
  await db.mailingCount.createMany({
    data: [
      { ...line, verdict: "human", count: 3, firsts: 1 },
      { ...line, verdict: "machine", count: 9, firsts: 0 },
    ],
  });
  expect(await readSends(house.nobody(), "tides")).toMatchObject([
    { subject: "High water", delivered: 2, failed: 2, pressed: null },
    { subject: "Low water", delivered: 2, failed: 0, pressed: 1 },
  ]);
  expect(await readSends(house.nobody(), "wells")).toEqual([]);
  await expect(readSends(house.nobody(), "nowhere")).rejects.toMatchObject({ code: "not_found" });
});
