import type { JSONContent } from "@tiptap/core";
import { call } from "../../../(reader)/parts/call.ts";

/** A story as an editor finds it. */
export type Found = {
  id: string;
  title: string;
  standfirst: string;
  byline: string | null;
  section: string | null;
  address: string | null;
  imageAddress: string | null;
  publishedAt: string;
};

/** Undefined when the site could not be asked. */
export async function findStories(words: string): Promise<Found[] | undefined> {
  const answer = await call<{ items: Found[] }>(
    "GET",
    `/api/v1/desk/stories?q=${encodeURIComponent(words.slice(0, 2000))}`,
  );
  return answer.ok ? answer.view.items : undefined;
}

/** A story as its card in an issue: a copy that the editor may word otherwise. */
export const storyNode = ({ id, title, standfirst, byline, address, imageAddress }: Found): JSONContent => ({
  type: "story",
  attrs: {
    storyId: id,
    title: title.slice(0, 300),
    standfirst: standfirst.slice(0, 1_000),
    byline: byline?.slice(0, 200) ?? "",
    address: address ?? new URL(`/stories/${id}`, window.location.origin).href,
    imageAddress: imageAddress?.startsWith("https://") ? imageAddress : "",
  },
});
