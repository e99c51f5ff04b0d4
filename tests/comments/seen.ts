import { asSeenBy, type Thread, type ToldThread } from "@/app/(reader)/parts/threads.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import type { Person } from "../cast.ts";

/** The threads under a story as a page shows them to somebody: the list that everybody gets, and what is their own beside it. */
export async function threadsSeen(storyId: string, person?: Person, query = ""): Promise<Thread[]> {
  const path = `/api/v1/stories/${storyId}/comments`;
  const list = (await (await ask("GET", `${path}${query}`, { from: ownNetwork() })).json()) as { items: ToldThread[] };
  if (!person)
    return asSeenBy({ held: [], own: [], recommended: [], muted: [], hasMutes: false, ban: null }).threads(
      list.items,
      true,
    );
  const mine = await (await ask("GET", `${path}/mine`, { cookie: person.cookie, from: ownNetwork() })).json();
  return asSeenBy(mine).threads(list.items, true);
}
