import type { Actor, House } from "../context.ts";
import type { Cookies } from "../cookies.ts";
import { publicationOf } from "../publication.ts";
import { isSearchEngine } from "../search-engines.ts";
import { entitlementsOf, opensSection } from "./entitlement.ts";
import { membershipsOf } from "./reads.ts";
import { planSettingsOf } from "./settings.ts";

/** What is open to who asks, and by what: `free` is one of so many in the month, `closed` is beyond them. */
export type Metered = { state: "open" } | { state: "free"; left: number; of: number } | { state: "closed"; of: number };

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

const open: Metered = { state: "open" };
const keptSeconds = 62 * 86_400;

/**
 * Whether this story is open to this reader, and counts it. The count lies with the reader, in a cookie that only we can write: so many stories of one
 * month, each once. Nothing about what somebody reads is stored here.
 */
export async function meterStory(house: House, asked: Asked): Promise<Metered> {
  if (!house.env.payments) return open;
  const settings = await planSettingsOf(house);
  if (!settings.isMetered) return open;
  const [story] = await house.sql<{
    section: string | null;
  }>`select section from stories where id = ${asked.storyId}::uuid`;
  if (!story || !isMetered(story.section, settings.meteredSections)) return open;
  if (asked.actor.kind === "member") {
    if (asked.actor.roles.length > 0) return open;
    const held = await membershipsOf(house, asked.actor.id);
    if (opensSection(entitlementsOf(held, house.now(), settings.graceDays), story.section)) return open;
  }
  if (isFrom(asked.referrer, settings.openFrom)) return open;
  if (settings.letsSearchEnginesIn && (await isSearchEngine(asked.agent, asked.peer, house.now()))) return open;
  return count(house, asked, settings.freeStories);
}

const isMetered = (section: string | null, sections: string[]) =>
  sections.length === 0 || (section !== null && sections.includes(section));

/** The host itself, or one below it. */
function isFrom(referrer: string | null, hosts: string[]): boolean {
  if (!referrer || !URL.canParse(referrer)) return false;
  const { hostname } = new URL(referrer);
  return hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`));
}

async function count(house: House, { storyId, cookies, isRead }: Asked, of: number): Promise<Metered> {
  const { timeZone } = await publicationOf(house);
  const month = monthIn(house.now(), timeZone);
  const read = readIn(house, cookies.get("meter"), month);
  const mark = markOf(storyId);
  if (read.includes(mark)) return { state: "free", left: Math.max(0, of - read.length), of };
  if (!isRead || read.length >= of) return { state: "closed", of };
  const now = [...read, mark];
  cookies.set("meter", house.tokens.sign("meter", [month, ...now].join("~")), keptSeconds);
  return { state: "free", left: of - now.length, of };
}

/** What was not written by us, or in another month, counts nothing: whoever throws it away begins anew, and nobody can have less. */
function readIn(house: House, cookie: string | undefined, month: string): string[] {
  const [of, ...marks] = (cookie && house.tokens.open("meter", cookie))?.split("~") ?? [];
  return of === month ? marks : [];
}

/** Enough of an id to tell the stories of a month apart. */
const markOf = (storyId: string) => storyId.replaceAll("-", "").slice(-10).toLowerCase();

const monthIn = (now: Date, timeZone: string) =>
  new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", timeZone }).format(now);
