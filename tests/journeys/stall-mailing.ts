import { withHouse } from "../../lib/cli/with-house.ts";

// Puts a finished mailing to three readers back to where a bad mail server would have left it: paused, with one delivery
// uncertain, one refused and one waiting.
const id = process.argv[2] ?? "";
await withHouse(async (ctx) => {
  const [uncertain, bounced, queued] = await ctx.db.delivery.findMany({
    where: { mailingId: id },
    orderBy: { id: "asc" },
  });
  const set = (row: { id: bigint } | undefined, data: object) =>
    ctx.db.delivery.update({ where: { id: row?.id ?? 0n }, data });
  await ctx.db.mailing.update({
    where: { id },
    data: { state: "paused", stateReason: "The mail server refuses us: 535 5.7.8 Wrong password", finishedAt: null },
  });
  await set(uncertain, { state: "uncertain", reason: "the connection ended before the answer came" });
  await set(bounced, { state: "bounced", reason: "refused for good", answer: "550 5.7.1 Blocked by policy" });
  await set(queued, { state: "queued", settledAt: null, answer: null, nextTryAt: new Date(Date.now() - 1000) });
});
