import fs from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { pathOf, signedIn, stories } from "./reader.ts";
import { becomeStaff, type StaffName } from "./staff.ts";

type Visit = {
  screen: string;
  as: "a stranger" | "a member" | StaffName;
  at?: string | ((page: Page) => Promise<string>);
  status?: number;
};

const firstIssue = async (page: Page) => {
  await page.goto("/newsletters/long-read");
  return (await page.getByRole("link", { name: "Read the whole issue" }).getAttribute("href")) ?? "";
};
const firstComment = async (page: Page) => {
  await page.goto(await pathOf(page, stories.river));
  return (await page.getByRole("link", { name: "Permalink" }).first().getAttribute("href")) ?? "";
};
const firstAuthor = async (page: Page) => {
  const answer = await page.request.get("/api/v1/desk/comments?list=all");
  const { items } = (await answer.json()) as { items: { author: { id: string } }[] };
  return `/desk/comments/by/${items[0]?.author.id}`;
};
const firstMember = async (page: Page) => (await firstAuthor(page)).replace("/comments/by/", "/members/");
const aDraft = async (page: Page) => {
  const answer = await page.request.post("/api/v1/desk/newsletters/water-ledger/issues", {
    data: { subject: "What the gauge says", body: "The gauge at the weir stands at eleven centimetres." },
  });
  return `/desk/newsletters/water-ledger/${((await answer.json()) as { id: string }).id}`;
};
const aList = async (page: Page) => {
  const lists = "/api/v1/desk/newsletters/water-ledger/lists";
  const file = Buffer.from("email,status\nnobody,subscribed\ngone@reader.test,unsubscribed\n");
  const data = {
    ...{ name: "subscribed_members_export.csv", bytes: file.length },
    ...{ wording: "Send me the Water Ledger.", source: "the old list" },
  };
  const { id } = (await (await page.request.post(lists, { data })).json()) as { id: string };
  await page.request.put(`${lists}/${id}/pieces/0`, {
    data: file,
    headers: { "content-type": "application/octet-stream" },
  });
  await page.request.post(`${lists}/${id}/look`);
  const state = async () => ((await (await page.request.get(`${lists}/${id}`)).json()) as { state: string }).state;
  await expect.poll(state).toBe("looked");
  return `/desk/newsletters/water-ledger/lists/${id}`;
};
const aSeries = async (page: Page) => {
  const data = { title: "A welcome", newsletter: "water-ledger", trigger: "joined_newsletter" };
  const { id, steps } = (await (await page.request.post("/api/v1/desk/series", { data })).json()) as {
    id: string;
    steps: { id: string }[];
  };
  return { series: `/desk/series/${id}`, step: `/desk/series/${id}/${steps[0]?.id}` };
};
const aTemplate = async (page: Page) => {
  const name = `order-${crypto.randomUUID()}`;
  const data = {
    ...{ name, title: "An order is confirmed", kind: "transactional", subject: "Your order {order_number}" },
    body: "We have your order {order_number}.",
    fields: [{ name: "order_number" }, { name: "leaves", kind: "date", fallback: "a day soon" }],
  };
  await page.request.post("/api/v1/desk/message-templates", { data });
  return `/desk/messages/${name}`;
};
const aWebhook = async (page: Page) => {
  const answer = await page.request.post("/api/v1/desk/webhooks", {
    data: { address: "https://cms.courier.example/masthead", events: ["comment.published", "member.joined"] },
  });
  const { id } = (await answer.json()) as { id: string };
  await page.request.post(`/api/v1/desk/webhooks/${id}/acts`, { data: { act: "test" } });
  return `/desk/webhooks/${id}`;
};
const anAudience = async (page: Page) => {
  const half = { kind: "saved", section: "Water", withinDays: 30 };
  const who = {
    kind: "all",
    of: [half, { kind: "joined", withinDays: 90 }, { kind: "any", of: [half, { kind: "commented", isNot: true }] }],
  };
  const data = { name: `Who saved about water, ${crypto.randomUUID()}`, who };
  const answer = await page.request.post("/api/v1/desk/audiences", { data });
  return `/desk/audiences/${((await answer.json()) as { id: string }).id}`;
};
const firstPlan = async (page: Page) => {
  const { items } = (await (await page.request.get("/api/v1/plans")).json()) as { items: { id: string }[] };
  return `/desk/plans/${items[0]?.id}`;
};
/** Paid at the page that stands in for Stripe's. */
const aGift = async (page: Page) => {
  const plans = (await (await page.request.get("/api/v1/plans")).json()) as { items: { prices: { id: string }[] }[] };
  const data = {
    priceId: plans.items[0]?.prices[0]?.id,
    fromName: "Ada",
    toName: "Kit",
    message: "For the long evenings.",
  };
  const { id, url } = await (await page.request.post("/api/v1/me/gifts", { data })).json();
  await page.request.post(url, { form: { email: "ada@reader.test", card: "pays" } });
  const gift = await (await page.request.get(`/api/v1/me/gifts/${id}`)).json();
  return gift as { id: string; code: string };
};
/** A group, paid at the page that stands in for Stripe's; what it is asked for is one that is sold to groups. */
const aGroup = async (page: Page) => {
  await page.goto("/groups/new");
  const priceId = await page.getByRole("radio").first().getAttribute("value");
  const data = { priceId, name: "Acme Water Works", seats: 3 };
  const { id, url } = await (await page.request.post("/api/v1/me/groups", { data })).json();
  await page.request.post(url, { form: { email: "ada@reader.test", card: "pays" } });
  await page.request.get(`/api/v1/me/groups/${id}`);
  await page.request.post(`/api/v1/me/groups/${id}/invitations`, { data: { addresses: "kit@acme.example" } });
  return id as string;
};
const firstGroup = async (page: Page) => {
  const { items } = await (await page.request.get("/api/v1/desk/groups")).json();
  return `/desk/plans/groups/${(items as { id: string }[])[0]?.id ?? (await aGroup(page))}`;
};
const anOffer = async (page: Page) => {
  const data = {
    kind: "codes",
    title: "A boat for an evening",
    link: "https://boats.courier.example/",
    codes: "EVENING-1",
  };
  const answer = await page.request.post("/api/v1/desk/offers", { data });
  return `/desk/offers/${((await answer.json()) as { id: string }).id}`;
};
const nowhere = "00000000-0000-4000-8000-000000000000";

/** Each screen as somebody who may see it; what journeys do on them is looked at there. */
const visits: Visit[] = [
  { screen: "/", as: "a stranger" },
  { screen: "/", as: "a member" },
  { screen: "/", as: "a stranger", at: `/?after=1_${nowhere}` },
  { screen: "/stories/[storyId]", as: "a member", at: (page) => pathOf(page, stories.bus) },
  { screen: "/stories/[storyId]", as: "a stranger", at: `/stories/${nowhere}`, status: 404 },
  { screen: "/comments/[commentId]", as: "a stranger", at: firstComment },
  {
    screen: "/comments/[commentId]/report",
    as: "a stranger",
    at: async (page) => `${await firstComment(page)}/report`,
  },
  { screen: "/guidelines", as: "a stranger" },
  { screen: "/transparency", as: "a stranger" },
  { screen: "/newsletters", as: "a stranger" },
  { screen: "/newsletters", as: "a member" },
  { screen: "/newsletters/[slug]", as: "a stranger", at: "/newsletters/long-read" },
  { screen: "/newsletters/[slug]", as: "a member", at: "/newsletters/water-ledger" },
  { screen: "/newsletters/[slug]", as: "a stranger", at: "/newsletters/no-such-letter", status: 404 },
  { screen: "/newsletters/[slug]/[issueId]", as: "a stranger", at: firstIssue },
  { screen: "/offers", as: "a stranger" },
  { screen: "/offers", as: "a member" },
  { screen: "/plans", as: "a stranger" },
  { screen: "/plans", as: "a member" },
  { screen: "/plans/onward", as: "a member", at: "/plans/onward?checkout=cut-off" },
  { screen: "/plans/thanks", as: "a member", at: "/plans/thanks?checkout=cut-off" },
  { screen: "/gift", as: "a stranger" },
  { screen: "/gift/[code]", as: "a stranger", at: "/gift/0000-0000-0000-0000" },
  { screen: "/gift/[code]", as: "a member", at: async (page) => `/gift/${(await aGift(page)).code}` },
  { screen: "/gifts/new", as: "a member" },
  { screen: "/gifts/[giftId]", as: "a member", at: async (page) => `/gifts/${(await aGift(page)).id}` },
  { screen: "/gifts/[giftId]", as: "a member", at: `/gifts/${nowhere}`, status: 404 },
  { screen: "/groups/new", as: "a member" },
  { screen: "/groups/[groupId]", as: "a member", at: async (page) => `/groups/${await aGroup(page)}` },
  { screen: "/groups/[groupId]", as: "a member", at: `/groups/${nowhere}`, status: 404 },
  { screen: "/seat/[code]", as: "a stranger", at: "/seat/cut-off" },
  { screen: "/account/plan", as: "a member" },
  { screen: "/reading-list", as: "a member" },
  { screen: "/reading-list", as: "a member", at: "/reading-list?shelf=archived&words=river" },
  { screen: "/reading-list/highlights", as: "a member" },
  { screen: "/offline", as: "a stranger" },
  { screen: "/reading-list/stop/[token]", as: "a stranger", at: "/reading-list/stop/cut-off" },
  { screen: "/account", as: "a member" },
  { screen: "/account/devices", as: "a member" },
  { screen: "/account/data", as: "a member" },
  { screen: "/account/data/erase", as: "a member" },
  { screen: "/decisions/[decisionId]", as: "a member", at: `/decisions/${nowhere}`, status: 404 },
  { screen: "/signin", as: "a stranger" },
  { screen: "/signin/sent", as: "a stranger" },
  { screen: "/signin/confirm", as: "a stranger", at: "/signin/confirm?token=cut-off" },
  { screen: "/address/[token]", as: "a stranger", at: "/address/cut-off" },
  { screen: "/confirm/[token]", as: "a stranger", at: "/confirm/cut-off" },
  { screen: "/unsubscribe/[token]", as: "a stranger", at: "/unsubscribe/cut-off" },
  { screen: "/replies/stop/[token]", as: "a stranger", at: "/replies/stop/cut-off" },
  { screen: "/replies/mute/[token]", as: "a stranger", at: "/replies/mute/cut-off" },
  { screen: "/developers", as: "a stranger" },
  { screen: "/developers/[operation]", as: "a stranger", at: "/developers/pushStory" },
  { screen: "/developers/[operation]", as: "a stranger", at: "/developers/nothing", status: 404 },
  { screen: "/developers/problems", as: "a stranger" },
  { screen: "/sso", as: "a stranger", at: "/sso?token=cut-off" },
  { screen: "/back", as: "a stranger", at: "/back?to=https://evil.example/" },
  { screen: "/problem", as: "a stranger", at: "/problem?code=sign_in_needed" },
  { screen: "/desk", as: "moderator" },
  { screen: "/desk", as: "a member", status: 404 },
  { screen: "/desk/comments", as: "moderator" },
  { screen: "/desk/comments/reported", as: "moderator" },
  { screen: "/desk/comments/appeals", as: "moderator" },
  { screen: "/desk/comments/all", as: "moderator", at: "/desk/comments/all?state=published" },
  { screen: "/desk/comments/by/[memberId]", as: "moderator", at: firstAuthor },
  { screen: "/desk/comments/by/[memberId]", as: "moderator", at: `/desk/comments/by/${nowhere}`, status: 404 },
  {
    screen: "/desk/comments/on/[storyId]",
    as: "moderator",
    at: async (page) => `/desk/comments/on/${(await pathOf(page, stories.river)).split("/").at(-1)}`,
  },
  { screen: "/desk/comments/on/[storyId]", as: "moderator", at: `/desk/comments/on/${nowhere}`, status: 404 },
  { screen: "/desk/guidelines", as: "editor" },
  { screen: "/desk/rules", as: "editor" },
  { screen: "/desk/newsletters", as: "editor" },
  { screen: "/desk/newsletters/[slug]", as: "editor", at: "/desk/newsletters/water-ledger" },
  { screen: "/desk/newsletters/[slug]/[issueId]", as: "editor", at: "/desk/newsletters/water-ledger/new" },
  { screen: "/desk/newsletters/[slug]/[issueId]", as: "editor", at: (page) => aDraft(page) },
  {
    screen: "/desk/newsletters/[slug]/[issueId]/preview",
    as: "editor",
    at: async (page) => `${await aDraft(page)}/preview`,
  },
  { screen: "/desk/newsletters/[slug]/[issueId]/send", as: "editor", at: async (page) => `${await aDraft(page)}/send` },
  { screen: "/desk/newsletters/[slug]", as: "editor", at: "/desk/newsletters/no-such-letter", status: 404 },
  { screen: "/desk/newsletters/[slug]/digest", as: "editor", at: "/desk/newsletters/water-ledger/digest" },
  { screen: "/desk/newsletters/[slug]/lists/new", as: "editor", at: "/desk/newsletters/water-ledger/lists/new" },
  { screen: "/desk/newsletters/[slug]/lists/[listId]", as: "editor", at: aList },
  {
    screen: "/desk/newsletters/[slug]/lists/[listId]",
    as: "editor",
    at: `/desk/newsletters/water-ledger/lists/${nowhere}`,
    status: 404,
  },
  { screen: "/desk/audiences", as: "editor" },
  { screen: "/desk/audiences/new", as: "editor" },
  { screen: "/desk/audiences/[audienceId]", as: "editor", at: anAudience },
  { screen: "/desk/audiences/[audienceId]", as: "editor", at: `/desk/audiences/${nowhere}`, status: 404 },
  { screen: "/desk/mailings/[mailingId]", as: "editor", at: `/desk/mailings/${nowhere}`, status: 404 },
  { screen: "/desk/series", as: "editor" },
  { screen: "/desk/series/[seriesId]", as: "editor", at: async (page) => (await aSeries(page)).series },
  { screen: "/desk/series/[seriesId]/[stepId]", as: "editor", at: async (page) => (await aSeries(page)).step },
  { screen: "/desk/series/[seriesId]", as: "editor", at: `/desk/series/${nowhere}`, status: 404 },
  { screen: "/desk/messages", as: "marketer" },
  { screen: "/desk/messages/[name]", as: "marketer", at: aTemplate },
  { screen: "/desk/messages/[name]", as: "marketer", at: "/desk/messages/no-such-template", status: 404 },
  { screen: "/desk/offers", as: "marketer" },
  { screen: "/desk/offers/[offerId]", as: "marketer", at: anOffer },
  { screen: "/desk/offers/[offerId]", as: "marketer", at: `/desk/offers/${nowhere}`, status: 404 },
  { screen: "/desk/plans", as: "marketer" },
  { screen: "/desk/plans/gifts", as: "marketer" },
  { screen: "/desk/plans/groups", as: "marketer" },
  { screen: "/desk/plans/groups/[groupId]", as: "admin", at: firstGroup },
  { screen: "/desk/plans/[planId]", as: "marketer", at: firstPlan },
  { screen: "/desk/plans/[planId]", as: "marketer", at: `/desk/plans/${nowhere}`, status: 404 },
  { screen: "/desk/sending", as: "admin" },
  { screen: "/desk/sending/returns", as: "marketer" },
  { screen: "/desk/sending/deliverability", as: "marketer" },
  { screen: "/desk/stories", as: "editor" },
  { screen: "/desk/embeds", as: "admin" },
  { screen: "/desk/keys", as: "admin" },
  { screen: "/desk/webhooks", as: "admin" },
  { screen: "/desk/webhooks/[webhookId]", as: "admin", at: aWebhook },
  { screen: "/desk/audit", as: "admin" },
  { screen: "/desk/settings", as: "admin" },
  { screen: "/desk/settings/mails", as: "admin" },
  { screen: "/desk/settings/staff", as: "admin" },
  { screen: "/desk/settings/sign-on", as: "admin" },
  { screen: "/desk/members", as: "marketer" },
  { screen: "/desk/members/[memberId]", as: "editor", at: firstMember },
  { screen: "/desk/members/[memberId]", as: "moderator", at: `/desk/members/${nowhere}`, status: 404 },
  { screen: "/prove", as: "moderator" },
  { screen: "/prove", as: "a member", status: 404 },
];

test("every screen of the product is in this list", () => {
  const app = path.resolve(import.meta.dirname, "../../app");
  const screens = fs
    .readdirSync(app, { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "page.tsx")
    .map(
      (file) =>
        `/${path
          .dirname(file)
          .split(path.sep)
          .filter((part) => !/^\(.*\)$|^\.$/.test(part))
          .join("/")}`,
    );
  expect([...new Set(visits.map(({ screen }) => screen))].sort()).toEqual([...new Set(screens)].sort());
});

/** One browser opens several screens, as people do; each is looked at in its own width and in that of the smallest phone. */
const mostAtOnce = 8;
const people = [...new Set(visits.map(({ as }) => as))];
for (const as of people) {
  const theirs = visits.filter((visit) => visit.as === as);
  for (let from = 0; from < theirs.length; from += mostAtOnce) {
    const walk = theirs.slice(from, from + mostAtOnce);
    test(`screens of ${as}, from ${from + 1} to ${from + walk.length} of ${theirs.length}: one headline, nothing sticks out, no barrier`, {
      tag: "@once",
    }, async ({ page, mayBeRefused }) => {
      test.setTimeout(walk.length * 30_000);
      if (as === "a member") await signedIn(page);
      else if (as !== "a stranger") await becomeStaff(page.context(), as);
      for (const { screen, at = screen, status = 200 } of walk)
        await test.step(typeof at === "string" ? at : screen, async () => {
          if (status !== 200) mayBeRefused(status, /./);
          const answer = await page.goto(typeof at === "string" ? at : await at(page));
          expect(answer?.status()).toBe(status);
          await expect(page.getByRole("main")).toHaveCount(1);
          await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
          await expectNoOverflow(page);
          await expectAccessible(page);
        });
    });
  }
}

test("B13: asked for as a piece of a page, or ahead of time, the desk tells strangers and members nothing", {
  tag: "@once",
}, async ({ page, elsewhere, baseURL }) => {
  await becomeStaff(page.context(), "admin");
  const [stranger, member] = [await elsewhere(), await elsewhere()];
  await signedIn(member);
  const paths = [...new Set(visits.map(({ screen }) => screen))].filter((one) => /^\/desk(\/[a-z/-]+)?$/.test(one));
  expect(paths.length).toBeGreaterThan(15);
  const kinds: Record<string, string>[] = [{ rsc: "1" }, { rsc: "1", "next-router-prefetch": "1" }];
  for (const path of paths) {
    const shown = await (await page.request.get(path)).text();
    const headline = /<h1[^>]*>([^<]+)<\/h1>/.exec(shown)?.[1] ?? "";
    expect(headline, path).not.toBe("");
    for (const who of [stranger, member])
      for (const headers of kinds) {
        const answer = await who.request.get(`${baseURL}${path}`, { headers, maxRedirects: 0 });
        expect(await answer.text(), path).not.toContain(`"children":"${headline}"`);
      }
    const theirs = await (await page.request.get(path, { headers: { rsc: "1" } })).text();
    expect(theirs, path).toContain(`"children":"${headline}"`);
  }
});
