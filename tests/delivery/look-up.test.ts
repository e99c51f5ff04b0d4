import { expect, test } from "vitest";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom } from "../cast.ts";
import { testHouse } from "../house.ts";
import { mailingTo } from "./mailings.ts";

const house = testHouse();

test("whoever looks up a reader's address stands in the audit log, and the address does not", async () => {
  const { id, row } = await mailingTo(house, {});
  const { edda } = await newsroom(house);
  const lookUp = (path: string, address: string) =>
    ask("POST", path, { cookie: edda.cookie, from: ownNetwork(), body: { address } });
  expect((await lookUp("/api/v1/desk/addresses/look-up", row.address)).status).toBe(200);
  expect((await lookUp(`/api/v1/desk/mailings/${id}/find`, row.address)).status).toBe(200);
  // Who is not among them is as much of a question.
  expect((await lookUp(`/api/v1/desk/mailings/${id}/find`, "nobody@reader.test")).status).toBe(404);

  const entries = await house.house.db.auditEntry.findMany({
    where: { event: "address.looked_up" },
    orderBy: { id: "asc" },
  });
  expect(entries.map(({ actorId, subjectKind }) => [actorId, subjectKind])).toEqual([
    [edda.actor.id, "address"],
    [edda.actor.id, "mailing"],
    [edda.actor.id, "mailing"],
  ]);
  expect(entries[0]?.subjectId).toBe(row.addressKey);
  expect(JSON.stringify(entries)).not.toContain("@reader.test");
});
