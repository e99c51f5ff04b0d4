import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type DeskAct, deskActs } from "@/lib/access.ts";
import { isKeyAct, keyActs } from "@/lib/api-key.ts";
import { endpoints } from "@/lib/server/registry.ts";
import { fitting, type Schema } from "../api/made-up.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import type { Person } from "../cast.ts";
import { noon, testHouse } from "../house.ts";

const house = testHouse();
const unknownId = "0190a0b0-0000-7000-8000-00000000ffff";
const pathOf = (path: string, ids: Record<string, string> = {}) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? (name.endsWith("Id") ? unknownId : "nothing"));
const cases = endpoints
  .filter(({ contract }) => !contract.isRaw)
  .map(({ contract }) => [`${contract.method} ${contract.path}`, contract] as const);

describe("a key", () => {
  let ada: Person;
  const made = new Map<string, { token: string; uses: number }>();
  beforeAll(async () => {
    ada = await house.member("Ada", "admin");
  });
  // One key asks for every endpoint of the product within a minute; how often it may is another test's.
  beforeEach(() => house.house.sql`delete from rate_limits where key like 'api-key%'`.then(() => {}));
  const keyFor = async (acts: DeskAct[]): Promise<string> => {
    const name = acts.join(" ");
    const known = made.get(name);
    // One key may ask 600 times a minute, and there are more endpoints than that allows for.
    if (known && known.uses < 500) {
      known.uses += 1;
      return known.token;
    }
    const answer = await ask("POST", "/api/v1/desk/keys", { cookie: ada.cookie, body: { name: "The CMS", acts } });
    const { token } = (await answer.json()) as { token: string };
    made.set(name, { token, uses: 1 });
    return token;
  };
  const asked = async (token: string, { method, path, body }: (typeof endpoints)[number]["contract"]) => {
    const answer = await ask(method, pathOf(path), {
      from: ownNetwork(),
      headers: { authorization: `Bearer ${token}` },
      ...(body ? { body: {} } : {}),
    });
    await answer.body?.cancel();
    return answer.status;
  };

  test.each(cases)("B13: for everything but this, for this alone and for everything: %s", async (_, contract) => {
    const act = contract.access as DeskAct;
    const others = keyActs.filter((one) => one !== act);
    const [alone, besides, all] = [isKeyAct(act) ? [act] : others, others, keyActs];
    const answers = [];
    for (const acts of [besides, alone, all]) answers.push(await asked(await keyFor(acts), contract));
    // To a key an endpoint for anyone answers as to a stranger, and none for members answers at all.
    if (contract.access === "anyone") for (const status of answers) expect([401, 403]).not.toContain(status);
    else if (!(act in deskActs) || !isKeyAct(act)) expect(answers).toEqual([403, 403, 403]);
    else {
      expect(answers[0]).toBe(403);
      for (const status of answers.slice(1)) expect([401, 403]).not.toContain(status);
    }
  });
});

/** What anybody may do with what somebody else wrote: see it, recommend it, report it, mute who wrote it. */
const ofOthers = ["showComment", "listReplies", "recommendComment", "reportComment", "withdrawReport", "muteAuthor"];

describe("another member", () => {
  let doc: {
    paths: Record<
      string,
      Record<string, { operationId: string; requestBody?: { content: Record<string, { schema: Schema }> } }>
    >;
  };
  let wanda: Person;
  let ids: Record<string, string>;
  /** Words that are Wanda's alone. */
  const secrets = ["wanda-her-note", "wanda-her-tag", "wanda-held-back", "wanda-her-code"];

  beforeAll(async () => {
    doc = await (await ask("GET", "/api/openapi.json")).json();
    const { db } = house.house;
    wanda = await house.member("Wanda Weir");
    const memberId = wanda.actor.id;
    const muted = await house.member("Muted Mo");
    const story = await house.story();
    const comment = await db.comment.create({
      data: {
        storyId: story.id,
        authorId: memberId,
        text: "The wanda-held-back weir.",
        state: "held",
        createdAt: noon,
      },
    });
    const decision = await db.commentDecision.create({
      data: {
        commentId: comment.id,
        state: "rejected",
        version: 1,
        decidedById: muted.actor.id,
        guideline: "personal",
      },
    });
    await db.bookmark.create({
      data: { memberId, storyId: story.id, savedAt: noon, note: "wanda-her-note", tags: ["wanda-her-tag"] },
    });
    const highlight = await db.highlight.create({
      data: {
        ...{ id: randomUUID(), memberId, storyId: story.id, exact: "weir", positionStart: 0, positionEnd: 4 },
        ...{ note: "wanda-her-note", madeAt: noon },
      },
    });
    const session = await db.session.findFirstOrThrow({ where: { memberId } });
    const passkey = await db.passkey.create({
      data: {
        memberId,
        name: "Phone",
        credentialId: randomUUID(),
        publicKey: Buffer.from("key"),
        isSynced: false,
        createdAt: noon,
      },
    });
    const account = await db.account.create({
      data: { memberId, provider: "google", providerAccountId: randomUUID(), type: "oidc" },
    });
    const mute = await db.commentMute.create({ data: { memberId, mutedId: muted.actor.id, at: noon } });
    const taken = await db.memberExport.create({ data: { memberId, askedAt: noon } });
    const plan = await db.plan.create({ data: { name: "Digital", productId: "prod_digital", createdAt: noon } });
    const price = await db.planPrice.create({
      data: {
        planId: plan.id,
        stripeId: "price_digital",
        currency: "eur",
        amount: 900,
        every: "month",
        createdAt: noon,
      },
    });
    const checkout = await db.checkout.create({
      data: {
        ...{ memberId, priceId: price.id, customerId: "cus_wanda", trialDays: 0, createdAt: noon },
        expiresAt: new Date(noon.getTime() + 3_600_000),
      },
    });
    const gift = await db.gift.create({
      data: {
        ...{
          giverId: memberId,
          customerId: "cus_wanda",
          planId: plan.id,
          amount: 900,
          currency: "eur",
          every: "month",
        },
        ...{
          everyCount: 1,
          codeKey: randomUUID(),
          fromName: "Wanda",
          toName: "Kit",
          message: "For you",
          createdAt: noon,
        },
        ...{ expiresAt: noon, paidAt: noon, openUntil: new Date("2099-01-01"), toEmail: "kit-of-wanda@reader.test" },
      },
    });
    const group = await db.planGroup.create({
      data: {
        ...{ ownerId: memberId, customerId: "cus_wanda", planId: plan.id, name: "Wanda’s class", seats: 3 },
        ...{ domains: ["wanda.example"], createdAt: noon, expiresAt: noon, stripeId: "sub_wanda", status: "active" },
        invitations: {
          create: {
            email: "kit-of-wanda@class.example",
            codeKey: randomUUID(),
            createdAt: noon,
            expiresAt: new Date("2099-01-01"),
          },
        },
      },
      include: { invitations: true },
    });
    const seat = await db.membership.create({
      data: {
        ...{ memberId, planId: plan.id, source: "seat", groupId: group.id, seatDomain: "reader.test" },
        ...{ status: "active", startsAt: noon, createdAt: noon },
      },
    });
    const offer = await db.offer.create({
      data: {
        ...{ title: "Half a year", startsAt: noon, createdAt: noon, kind: "codes", link: "https://partner.example/" },
        codes: { create: [{ code: "wanda-her-code", memberId, givenAt: noon, createdAt: noon }] },
      },
    });
    ids = {
      offerId: offer.id,
      ...{ storyId: story.id, commentId: comment.id, threadId: comment.id, decisionId: decision.id, muteId: mute.id },
      ...{ highlightId: highlight.id, deviceId: session.id, passkeyId: passkey.id, accountId: account.id },
      ...{ exportId: taken.id, checkoutId: checkout.id, giftId: gift.id },
      ...{ groupId: group.id, invitationId: group.invitations[0]?.id ?? "", seatId: seat.id },
    };
  });

  /** All that the database holds of Wanda. */
  const hers = async () => {
    const { rows } = await house.house.pool.query<{ name: string }>(
      "select format('%I', tablename) as name from pg_tables where schemaname = 'public' order by 1",
    );
    const found: string[] = [];
    for (const { name } of rows) {
      const of = await house.house.pool.query<{ row: string }>(
        `select row_to_json(t)::text as row from ${name} t where row_to_json(t)::text like any($1) order by 1`,
        [
          [wanda.actor.id, ...Object.values(ids).filter((id) => id !== ids.storyId && id !== ids.offerId)].map(
            (id) => `%${id}%`,
          ),
        ],
      );
      found.push(...of.rows.map(({ row }) => `${name} ${row}`));
    }
    return found;
  };

  const owned = cases.filter(([, { access, path }]) => ["member", "anyone"].includes(access) && path.includes("Id}"));

  test("there is a thing of Wanda's for each id that a member can name", () => {
    const named = owned.flatMap(([, { path }]) => [...path.matchAll(/\{(\w+Id)\}/g)].map(([, name]) => name));
    expect([...new Set(named)].filter((name) => !(name && ids[name]))).toEqual([]);
    expect(ofOthers.filter((id) => !owned.some(([, contract]) => contract.id === id))).toEqual([]);
  });

  test.each(owned)(
    "B13: finds nothing of Wanda's, tells nothing of it and changes nothing: %s",
    async (_, contract) => {
      const before = await hers();
      const operation = doc.paths[contract.path]?.[contract.method.toLowerCase()];
      const schema = Object.values(operation?.requestBody?.content ?? {})[0]?.schema;
      const otto = await house.member("Otto Other");
      for (let seed = 0; seed < 4; seed += 1) {
        const body = schema && fitting(schema, { doc, ids: {}, seed: `${contract.id} ${seed}` });
        const answerTo = async (named: Record<string, string>) => {
          const answer = await ask(contract.method, pathOf(contract.path, named), {
            cookie: otto.cookie,
            from: ownNetwork(),
            ...(contract.body ? { body } : {}),
          });
          if (contract.produces === "text/event-stream") {
            await answer.body?.cancel();
            return { status: answer.status, text: "" };
          }
          return { status: answer.status, text: await answer.text() };
        };
        const real = await answerTo(ids);
        for (const secret of [...secrets, wanda.actor.email]) expect(real.text).not.toContain(secret);
        if (ofOthers.includes(contract.id) || !/\{(?!storyId|offerId)\w+Id\}/.test(contract.path)) continue;
        // Not even that there is such a thing.
        const unknown = await answerTo({ storyId: ids.storyId as string, offerId: ids.offerId as string });
        expect(real.status).toBe(unknown.status);
      }
      expect(await hers()).toEqual(before);
    },
  );
});
