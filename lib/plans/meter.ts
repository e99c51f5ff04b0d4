import type { Actor, House } from "../context.ts";
import type { Cookies } from "../cookies.ts";
import { isUrl } from "../is-url.ts";
import { publicationOf } from "../publication.ts";
import { isSearchEngine } from "../search-engines.ts";
import { entitlementsOf, opensSection } from "./entitlement.ts";
import { membershipsOf } from "./reads.ts";
import { type PlanSettings, planSettingsOf } from "./settings.ts";

/**
 * What is open to who asks, and by what: `free` is one of so many in the month, `closed` is beyond them. A story that is open to who asks may be metered for
 * others.
 */
export type Metered =
  | { state: "open"; isMetered: boolean }
  | { state: "free"; left: number; of: number }
  | { state: "closed"; of: number };

/** Whether a story is counted, or closed, for who has no plan. */
export const isMetered = (reading: Metered): boolean => reading.state !== "open" || reading.isMetered;

type Asked = {
  storyId: string;
  actor: Actor;
  cookies: Cookies;
  agent: string;
  /** Of the page that linked here. */
  referrer: string | null;
  peer: string;
  /** False where a browser only fetches ahead: nothing is counted then, and nothing is shown that would have to be. */
  isRead: boolean;
};

const keptSeconds = 62 * 86_400;

/**
 * Whether this story is open to this reader, and counts it. The count lies with the reader, in a cookie that only we can write: so many stories of one
 * month, each once. Nothing about what somebody reads is stored here.
 */
export async function meterStory(house: House, asked: Asked): Promise<Metered> {
  const terms = await termsFor(house, asked.actor);
  const [story] = await storiesOf(house, [asked.storyId]);
  if (!story || !terms.isMetered(story)) return { state: "open", isMetered: false };
  const { openFrom, letsSearchEnginesIn, freeStories } = terms.settings;
  const isOpen =
    terms.isOpen(story) ||
    isFrom(asked.referrer, openFrom) ||
    (letsSearchEnginesIn && (await isSearchEngine(asked.agent, asked.peer, house.now())));
  return isOpen ? { state: "open", isMetered: true } : count(house, asked, freeStories);
}

/** Which of these stories are open to who asks without counting one: to all, by their plan, or read already in this month. For copies that are kept. */
export async function openAmong(
  house: House,
  { actor, cookies }: Pick<Asked, "actor" | "cookies">,
  storyIds: string[],
): Promise<Set<string>> {
  const terms = await termsFor(house, actor);
  const stories = await storiesOf(house, storyIds);
  const { read } = await readBy(house, cookies);
  const open = stories.filter(
    (story) => !terms.isMetered(story) || terms.isOpen(story) || read.includes(markOf(story.id)),
  );
  return new Set(open.map(({ id }) => id));
}

type Story = { id: string; section: string | null; hasBody: boolean };

/** A story without a body has nothing that could be closed. */
const storiesOf = (house: House, ids: string[]) =>
  house.sql<Story>`select id, section, coalesce(body_html, '') <> '' as "hasBody" from stories where id = any(${ids}::uuid[])`;

type Terms = { settings: PlanSettings; isMetered(story: Story): boolean; isOpen(story: Story): boolean };

/** What is metered here, and what of it is open to somebody whatever they have read. */
async function termsFor(house: House, actor: Actor): Promise<Terms> {
  const settings = await planSettingsOf(house);
  if (!house.env.payments || !settings.isMetered) return { settings, isMetered: () => false, isOpen: () => true };
  const isMetered = ({ section, hasBody }: Story) => hasBody && isMeteredIn(section, settings.meteredSections);
  if (actor.kind !== "member") return { settings, isMetered, isOpen: () => false };
  if (actor.roles.length > 0) return { settings, isMetered, isOpen: () => true };
  const entitled = entitlementsOf(await membershipsOf(house, actor.id), house.now(), settings.graceDays);
  return { settings, isMetered, isOpen: ({ section }) => opensSection(entitled, section) };
}

const isMeteredIn = (section: string | null, sections: string[]) =>
  sections.length === 0 || (section !== null && sections.includes(section));

/** The host itself, or one below it. */
function isFrom(referrer: string | null, hosts: string[]): boolean {
  if (!referrer || !isUrl(referrer)) return false;
  const { hostname } = new URL(referrer);
  return hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`));
}

async function count(house: House, { storyId, cookies, isRead }: Asked, of: number): Promise<Metered> {
  const { month, read } = await readBy(house, cookies);
  const mark = markOf(storyId);
  if (read.includes(mark)) return { state: "free", left: Math.max(0, of - read.length), of };
  if (!isRead || read.length >= of) return { state: "closed", of };
  const now = [...read, mark];
  cookies.set("meter", house.tokens.sign("meter", [month, ...now].join("~")), keptSeconds);
  return { state: "free", left: of - now.length, of };
}

/** What was not written by us, or in another month, counts nothing: whoever throws it away begins anew, and nobody can have less. */
async function readBy(house: House, cookies: Cookies): Promise<{ month: string; read: string[] }> {
  const { timeZone } = await publicationOf(house);
  const month = monthIn(house.now(), timeZone);
  const cookie = cookies.get("meter");
  const [of, ...marks] = (cookie && house.tokens.open("meter", cookie))?.split("~") ?? [];
  return { month, read: of === month ? marks : [] };
}

/** Enough of an id to tell the stories of a month apart. */
const markOf = (storyId: string) => storyId.replaceAll("-", "").slice(-10).toLowerCase();

const monthIn = (now: Date, timeZone: string) =>
  new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", timeZone }).format(now);
