import { describe, expect, test } from "vitest";
import { withActs } from "@/app/(reader)/parts/device-copy.ts";
import type { DeviceLine, WaitingAct } from "@/app/(reader)/parts/device-store.ts";

const line = (id: string, savedAt: string, shelf: DeviceLine["shelf"] = "unread"): DeviceLine => ({
  id,
  title: `Story ${id}`,
  standfirst: "",
  section: null,
  byline: null,
  savedAt,
  publishedAt: savedAt,
  address: null,
  tags: ["kept"],
  note: "",
  read: null,
  place: null,
  highlights: null,
  marked: [],
  correction: null,
  isOpen: true,
  version: "1",
  shelf,
});
const list = [line("a", "2026-03-03T00:00:00.000Z"), line("b", "2026-03-02T00:00:00.000Z", "read")];
const at = Date.parse("2026-03-04T00:00:00.000Z");
const standing = (...acts: WaitingAct[]) =>
  withActs(list, acts).map(({ id, shelf, read }) => `${id} ${shelf}${read === null ? "" : ` ${read} %`}`);

describe("the list on a device, with what was done on it since", () => {
  test("shows each act as if it were synced, in the order in which they were done", () => {
    expect(standing()).toEqual(["a unread", "b read"]);
    expect(standing({ act: "read", storyId: "a", at }, { act: "unread", storyId: "b", at })).toEqual([
      "a read",
      "b unread",
    ]);
    expect(standing({ act: "archive", storyId: "a", at }, { act: "read", storyId: "a", at })).toEqual([
      "a archived",
      "b read",
    ]);
    expect(standing({ act: "place", storyId: "a", at, place: { block: 4, of: 10 } })).toEqual([
      "a unread 50 %",
      "b read",
    ]);
  });

  test("takes off what was removed, and brings it back with its words when that is undone", () => {
    expect(standing({ act: "drop", storyId: "a", at })).toEqual(["b read"]);
    const back = withActs(list, [
      { act: "drop", storyId: "a", at },
      { act: "keep", storyId: "a", at },
    ]);
    expect(back[0]).toEqual(list[0]);
  });

  test("shows a story that was saved without a network by its headline, and knows nothing of one without", () => {
    const saved = withActs(list, [{ act: "keep", storyId: "c", at, title: "Saved in the train" }]);
    expect(saved[0]).toMatchObject({ id: "c", title: "Saved in the train", shelf: "unread" });
    expect(standing({ act: "keep", storyId: "c", at }, { act: "read", storyId: "d", at })).toEqual([
      "a unread",
      "b read",
    ]);
  });
});
