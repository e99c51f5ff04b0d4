// Brings the stories of your CMS in, and lists what stands there. `curl -fo masthead.ts $MASTHEAD_URL/api/client/masthead.ts` first.
import { each, masthead, Refusal } from "./masthead.ts";

const { MASTHEAD_URL = "https://members.example.org", MASTHEAD_KEY = "" } = process.env;
const house = masthead(MASTHEAD_URL, { key: MASTHEAD_KEY });

type Written = { id: string; revision: number; address: string; title: string; standfirst: string };

/** Run it for each story when you publish it, and again when you correct it: the same revision twice does nothing twice. */
export async function push(story: Written): Promise<"added" | "changed" | "unchanged"> {
  const { id, revision, ...body } = story;
  try {
    const { outcome } = await house.pushStory({ body, idempotencyKey: `story-${id}-${revision}` });
    return outcome;
  } catch (problem) {
    // The sentence says what is wrong with it, and how to go on.
    if (problem instanceof Refusal) throw new Error(`Story ${id}: ${problem.message} (${problem.code})`);
    throw problem;
  }
}

/** All that the house knows, however many pages that takes. */
export async function titles(): Promise<string[]> {
  const known: string[] = [];
  for await (const story of each(house.listStories, {})) known.push(story.title);
  return known;
}
