import { afterAll, describe, expect, test } from "vitest";
import { readMailbox } from "@/lib/delivery/returns/mailbox.ts";
import { startFakeImap } from "../../fakes/imap.ts";
import { testHouse } from "../../house.ts";
import { effectOn, leaves, sent, settings } from "./sent.ts";
import { shapes } from "./shapes.ts";

const imap = await startFakeImap();
const house = testHouse(settings);
afterAll(() => imap.stop());
const read = (ctx = house.system()) => readMailbox(ctx, imap.url, new AbortController().signal);

describe("a mailbox", () => {
  test("is read once: each report is taken and put away, what nobody understands is kept for a person", async () => {
    const all = [];
    for (const shape of shapes) {
      const mailed = await sent(house);
      imap.put(shape.raw(mailed.mailed));
      all.push({ shape, ...mailed });
    }
    imap.put("From: a friend\r\n\r\nNot a report at all.");
    expect(await read()).toEqual({ read: shapes.length + 1 });
    for (const { shape, row } of all)
      expect(await effectOn(house, row), shape.name).toMatchObject(leaves(shape.expect));
    expect(imap.in("INBOX")).toEqual([]);
    expect(imap.in("Masthead/Done").length + imap.in("Masthead/Unread").length).toBe(shapes.length + 1);
    expect(imap.in("Masthead/Done").every(({ flags }) => flags.has("\\Seen"))).toBe(true);
    expect(imap.in("Masthead/Unread").some(({ raw }) => raw.includes("a friend"))).toBe(true);
    expect(await read()).toEqual({ read: 0 });
  });

  const [dead] = shapes;
  if (!dead) throw new Error("The shapes are not there.");

  test("keeps everything unseen while the database is away, and is read when it is back", async () => {
    const { mailed, row } = await sent(house);
    imap.put(dead.raw(mailed));
    const away = { ...house.system(), sql: () => Promise.reject(new Error("The database is away.")) };
    await expect(read(away)).rejects.toThrow("away");
    expect(imap.in("INBOX").map(({ flags }) => [...flags])).toEqual([[]]);
    expect(await read()).toEqual({ read: 1 });
    expect(await effectOn(house, row)).toMatchObject(leaves("dead"));
  });

  test("without folders has its mails marked as seen, so that none is read for ever", async () => {
    imap.deny(true);
    const { mailed, row } = await sent(house);
    imap.put(dead.raw(mailed));
    expect(await read()).toEqual({ read: 1 });
    expect(await read()).toEqual({ read: 0 });
    expect(imap.in("INBOX")).toHaveLength(1);
    expect(await effectOn(house, row)).toMatchObject(leaves("dead"));
    imap.deny(false);
  });
});
