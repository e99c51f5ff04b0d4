import fs from "node:fs";
import path from "node:path";
import type { ReactElement, ReactNode } from "react";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { type DeskAct, deskActs, mayDo, type StaffRole, staffRoles } from "@/lib/access.ts";
import { testHouse } from "../house.ts";

/** The cookies of who looks. */
const looking = vi.hoisted(() => ({ cookie: "" }));
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => {
      const [given, value] = looking.cookie.split("=");
      return given === name ? { name, value } : undefined;
    },
  }),
  headers: async () => new Headers({ "x-path": "/here" }),
}));

const house = testHouse();
const app = path.resolve(import.meta.dirname, "../../app");
const people = ["nobody", "member", ...staffRoles] as const;
type Who = (typeof people)[number];

/**
 * Who may see each screen: anybody, members, whoever has an act at the desk, or its owner alone ("own"). Every page.tsx of the product is here, and a new one fails
 * until somebody has said whom it is for.
 */
const screens: Record<string, "anyone" | "member" | "own" | DeskAct> = {
  "/": "anyone",
  "/stories/[storyId]": "anyone",
  "/comments/[commentId]": "anyone",
  "/comments/[commentId]/report": "anyone",
  "/guidelines": "anyone",
  "/transparency": "anyone",
  "/newsletters": "anyone",
  "/newsletters/[slug]": "anyone",
  "/newsletters/[slug]/[issueId]": "anyone",
  "/offers": "anyone",
  "/plans": "anyone",
  "/plans/onward": "member",
  "/plans/thanks": "member",
  "/gift": "anyone",
  "/gift/[code]": "anyone",
  "/gifts/new": "member",
  "/gifts/[giftId]": "own",
  "/groups/new": "member",
  "/groups/[groupId]": "own",
  "/seat/[code]": "anyone",
  "/developers": "anyone",
  "/developers/[operation]": "anyone",
  "/developers/problems": "anyone",
  "/back": "anyone",
  "/problem": "anyone",
  "/signin": "anyone",
  "/signin/sent": "anyone",
  "/signin/confirm": "anyone",
  "/sso": "anyone",
  // What is behind these is proven by the token of their address.
  "/address/[token]": "anyone",
  "/confirm/[token]": "anyone",
  "/unsubscribe/[token]": "anyone",
  "/replies/stop/[token]": "anyone",
  "/replies/mute/[token]": "anyone",
  "/reading-list/stop/[token]": "anyone",
  "/reading-list": "member",
  "/reading-list/highlights": "member",
  "/offline": "anyone",
  "/account": "member",
  "/account/plan": "member",
  "/account/devices": "member",
  "/account/data": "member",
  "/account/data/erase": "member",
  "/decisions/[decisionId]": "own",
  "/prove": "desk.enter",
  "/desk": "desk.enter",
  "/desk/comments": "comments.moderate",
  "/desk/comments/reported": "comments.moderate",
  "/desk/comments/appeals": "comments.moderate",
  "/desk/comments/all": "comments.moderate",
  "/desk/comments/by/[memberId]": "comments.moderate",
  "/desk/comments/on/[storyId]": "comments.moderate",
  "/desk/members": "members.read",
  "/desk/members/[memberId]": "members.read",
  "/desk/guidelines": "guidelines.edit",
  "/desk/rules": "rules.edit",
  "/desk/series": "newsletters.write",
  "/desk/series/[seriesId]": "newsletters.write",
  "/desk/series/[seriesId]/[stepId]": "newsletters.write",
  "/desk/messages": "messages.write",
  "/desk/messages/[name]": "messages.write",
  "/desk/newsletters": "newsletters.write",
  "/desk/newsletters/[slug]": "newsletters.write",
  "/desk/newsletters/[slug]/[issueId]": "newsletters.write",
  "/desk/newsletters/[slug]/[issueId]/preview": "newsletters.write",
  "/desk/newsletters/[slug]/[issueId]/send": "newsletters.write",
  "/desk/newsletters/[slug]/digest": "newsletters.write",
  "/desk/audiences": "audiences.write",
  "/desk/audiences/new": "audiences.write",
  "/desk/audiences/[audienceId]": "audiences.write",
  "/desk/newsletters/[slug]/lists/new": "readers.import",
  "/desk/newsletters/[slug]/lists/[listId]": "readers.import",
  "/desk/mailings/[mailingId]": "mailings.read",
  "/desk/sending": "mailings.read",
  "/desk/sending/returns": "mailings.read",
  "/desk/sending/deliverability": "mailings.read",
  "/desk/offers": "offers.write",
  "/desk/offers/[offerId]": "offers.write",
  "/desk/plans": "plans.read",
  "/desk/plans/[planId]": "plans.read",
  "/desk/plans/gifts": "plans.read",
  "/desk/plans/groups": "plans.read",
  "/desk/plans/groups/[groupId]": "plans.read",
  "/desk/stories": "stories.import",
  "/desk/embeds": "settings.edit",
  "/desk/keys": "settings.edit",
  "/desk/webhooks": "settings.edit",
  "/desk/webhooks/[webhookId]": "settings.edit",
  "/desk/settings": "settings.edit",
  "/desk/settings/mails": "settings.edit",
  "/desk/settings/sign-on": "settings.edit",
  "/desk/settings/staff": "staff.manage",
  "/desk/audit": "audit.read",
};

const screenOf = (file: string) =>
  `/${path
    .dirname(file)
    .split(path.sep)
    .filter((part) => !/^\(.*\)$|^\.$/.test(part))
    .join("/")}`;
const files = new Map(
  fs
    .readdirSync(app, { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "page.tsx")
    .map((file) => [screenOf(file), path.join(app, file)]),
);

/** Things that are there, so that what is shown is another answer than "not found". */
let there: Record<string, string>;
beforeAll(async () => {
  const { db } = house.house;
  const author = await house.member("Ines Okafor");
  const story = await house.story();
  const text = "The weir is older than the council.";
  const comment = await db.comment.create({
    data: { storyId: story.id, authorId: author.actor.id, text, state: "published", publishedAt: story.publishedAt },
  });
  const decision = await db.commentDecision.create({
    data: { commentId: comment.id, state: "rejected", version: 1, decidedById: author.actor.id, guideline: "personal" },
  });
  const newsletter = await db.newsletter.create({ data: { slug: "tides", name: "Tides" } });
  const issue = await db.issue.create({
    data: { newsletterId: newsletter.id, subject: "High water", body: "At six." },
  });
  const sent = await db.issue.create({
    data: { newsletterId: newsletter.id, subject: "Low water", body: "At noon.", sentAt: story.createdAt },
  });
  const mailing = await db.mailing.create({
    data: {
      topic: "offers",
      subject: "Half a year",
      html: "",
      text: "",
      fromName: "The Meridian",
      resendUncertain: false,
    },
  });
  const plan = await db.plan.create({
    data: { name: "Reader", productId: "masthead_reader", sections: [], createdAt: story.createdAt },
  });
  const gift = await db.gift.create({
    data: {
      ...{ giverId: author.actor.id, customerId: "cus_ines", planId: plan.id, amount: 9_000, currency: "eur" },
      ...{ every: "year", everyCount: 1, codeKey: house.house.tokens.keyedHash("gift", "0123456789ABCDEF") },
      ...{ fromName: "Ines", toName: "Kit", message: "", createdAt: story.createdAt, expiresAt: story.createdAt },
      ...{ paidAt: story.createdAt, openUntil: new Date("2099-01-01") },
    },
  });
  const group = await db.planGroup.create({
    data: {
      ...{ ownerId: author.actor.id, customerId: "cus_ines", planId: plan.id, name: "Acme Water Works", seats: 3 },
      ...{ domains: ["acme.example"], createdAt: story.createdAt, expiresAt: story.createdAt },
      ...{ stripeId: "sub_acme", status: "active", startsAt: story.createdAt },
    },
  });
  const audience = await db.audience.create({
    data: {
      name: "Everybody who joined",
      who: { kind: "all", of: [{ kind: "joined", withinDays: 30, since: null, before: null, isNot: false }] },
      createdAt: story.createdAt,
      updatedAt: story.createdAt,
    },
  });
  const offer = await db.offer.create({
    data: { title: "Half a year", link: "https://shop.example/", startsAt: story.createdAt },
  });
  const series = await db.series.create({
    data: {
      ...{ title: "A welcome", newsletterId: newsletter.id, trigger: "joined_newsletter" },
      createdAt: story.createdAt,
      updatedAt: story.createdAt,
      steps: { create: { position: 10, waitHours: 0, document: { v: 1, blocks: [] }, updatedAt: story.createdAt } },
    },
    include: { steps: true },
  });
  await db.messageTemplate.create({
    data: {
      ...{ name: "order-confirmed", title: "An order is confirmed", subject: "Your order", kind: "transactional" },
      document: { v: 1, blocks: [] },
      fields: [],
      createdAt: story.createdAt,
      updatedAt: story.createdAt,
    },
  });
  const webhook = await db.webhookEndpoint.create({
    data: {
      ...{ address: "https://cms.example.org/", events: ["member.joined"], createdAt: story.createdAt },
      secret: house.house.tokens.seal("webhook-secret", "whsec_x"),
    },
  });
  const list = await db.keptList.create({
    data: {
      ...{ newsletterId: newsletter.id, name: "readers.csv", bytes: 1, state: "looked" },
      ...{ choice: { wording: "Send me the Tides.", source: "the old list" } },
      ...{ givenAt: story.createdAt, changedAt: story.createdAt },
    },
  });
  there = {
    listId: list.id,
    storyId: story.id,
    commentId: comment.id,
    memberId: author.actor.id,
    decisionId: decision.id,
    slug: "tides",
    issueId: issue.id,
    sentIssueId: sent.id,
    mailingId: mailing.id,
    audienceId: audience.id,
    planId: plan.id,
    giftId: gift.id,
    groupId: group.id,
    code: "0123-4567-89AB-CDEF",
    offerId: offer.id,
    webhookId: webhook.id,
    seriesId: series.id,
    stepId: series.steps[0]?.id ?? "",
    name: "order-confirmed",
    token: "cut-off",
    operation: "pushStory",
  };
});

type Seen = "shown" | "to sign in" | "not there" | `to ${string}`;
type Component = (props: Record<string, unknown>) => ReactNode | Promise<ReactNode>;

/** What a screen answers to who looks: it and every part of it that is made on the server is run, as Next would. */
async function look(file: string, screen: string): Promise<Seen> {
  const { default: Page } = (await import(/* @vite-ignore */ file)) as { default: Component };
  const isArchive = screen === "/newsletters/[slug]/[issueId]";
  const params = isArchive ? { ...there, issueId: there.sentIssueId } : there;
  return outcomeOf(() =>
    run(Page, { params: Promise.resolve(params), searchParams: Promise.resolve({}), children: null }),
  );
}

async function outcomeOf(running: () => Promise<void>): Promise<Seen> {
  try {
    await running();
    return "shown";
  } catch (problem) {
    const digest = (problem as { digest?: unknown }).digest;
    if (typeof digest !== "string") throw problem;
    if (digest === "NEXT_HTTP_ERROR_FALLBACK;404") return "not there";
    const to = /^NEXT_REDIRECT;\w+;([^;]+);/.exec(digest)?.[1] ?? digest;
    return to.startsWith("/signin?") ? "to sign in" : `to ${to}`;
  }
}

async function run(component: Component, props: Record<string, unknown>): Promise<void> {
  await walk(await component(props));
}

/** Parts that ask the database are asynchronous; the others are drawn from what they are given. */
async function walk(node: ReactNode): Promise<void> {
  if (Array.isArray(node)) {
    for (const one of node) await walk(one);
    return;
  }
  if (typeof node !== "object" || node === null || !("type" in node)) return;
  const { type, props } = node as ReactElement<Record<string, unknown>>;
  if (typeof type === "function" && type.constructor.name === "AsyncFunction") return run(type as Component, props);
  await walk(props.children as ReactNode);
}

function expected(access: (typeof screens)[string], who: Who): Seen {
  if (access === "anyone") return "shown";
  if (who === "nobody") return "to sign in";
  if (access === "member") return "shown";
  if (access === "own") return "not there";
  const roles: StaffRole[] = who === "member" ? [] : [who];
  return mayDo(roles, access) ? "shown" : "not there";
}

test("every screen of the product is in the table, and none that there is not", () => {
  expect([...files.keys()].sort()).toEqual(Object.keys(screens).sort());
});

test("every screen of the desk is for an act of the table of roles, and no other but the one before it", () => {
  for (const [screen, access] of Object.entries(screens))
    expect(access in deskActs, screen).toBe(screen.startsWith("/desk") || screen === "/prove");
});

describe.each(people)("%s", (who) => {
  beforeAll(async () => {
    const roles = who === "nobody" || who === "member" ? [] : [who];
    looking.cookie = who === "nobody" ? "" : (await house.member(who, ...roles)).cookie;
  });

  test.each(Object.entries(screens))("%s, for %s", async (screen, access) => {
    const seen = await look(files.get(screen) ?? "", screen);
    const wanted = expected(access, who);
    // Some lead on to where the thing is shown; who is signed in has no use for the sign-in page.
    if (wanted === "shown" && seen.startsWith("to /"))
      return expect(leadsOn[screen]).toBe(true) as unknown as undefined;
    expect(seen).toBe(wanted);
  });

  test("the frame of the desk, without any screen", async () => {
    expect(await look(path.join(app, "(desk)/desk/layout.tsx"), "frame")).toBe(expected("desk.enter", who));
  });
});

const leadsOn: Record<string, boolean> = { "/comments/[commentId]": true, "/signin": true };

test("a decision is shown to the author of its comment", async () => {
  const { db, tokens } = house.house;
  const token = tokens.random();
  const expiresAt = new Date("2026-03-15T12:00:00Z");
  await db.session.create({
    data: { memberId: there.memberId ?? "", tokenHash: tokens.keyedHash("session", token), expiresAt },
  });
  looking.cookie = `next-auth.session-token=${token}`;
  expect(await look(files.get("/decisions/[decisionId]") ?? "", "/decisions/[decisionId]")).toBe("shown");
});
