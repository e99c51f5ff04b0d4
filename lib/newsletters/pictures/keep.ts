import { createHash } from "node:crypto";
import { record } from "../../audit.ts";
import type { Ctx, Member } from "../../context.ts";
import { Refusal } from "../../errors.ts";
import { pictureAt } from "./address.ts";
import { readPicture } from "./read-picture.ts";
import { picturesInAll } from "./reads.ts";

/** Of all pictures together: they lie in the database, and are in its backups. */
const mostInAll = 2 * 1024 ** 3;

/**
 * Takes a picture for the mails that an editor writes. It is kept under the hash of its bytes, so that the same one given twice is there
 * once, and an address always shows the same picture.
 * @throws Refusal invalid_input when it is none, or there is no room
 */
export async function keepPicture(ctx: Ctx<Member>, given: Uint8Array) {
  const { bytes, kind, width, height } = await readPicture(given);
  const hash = createHash("sha256").update(bytes).digest("hex");
  const now = ctx.now();
  const before = await picturesInAll(ctx);
  if (before.bytes + bytes.length > mostInAll)
    throw new Refusal(
      "invalid_input",
      "The pictures here have two gigabytes together, and there is no room for more. Those that no issue shows go after 30 days; until then give this one an address elsewhere.",
    );
  await ctx.db.$transaction(async (tx) => {
    const kept = await tx.picture.createMany({
      data: [{ hash, kind, width, height, bytes: new Uint8Array(bytes), givenAt: now, neededAt: now }],
      skipDuplicates: true,
    });
    if (kept.count === 0) {
      await tx.picture.updateMany({ where: { hash, neededAt: { lt: now } }, data: { neededAt: now } });
      return;
    }
    await record(
      tx,
      ctx,
      "picture.given",
      { kind: "picture", id: hash },
      { after: { kind, width, height, bytes: bytes.length } },
    );
  });
  return { address: pictureAt({ hash, kind }), width, height, bytes: bytes.length, inAll: await picturesInAll(ctx) };
}
