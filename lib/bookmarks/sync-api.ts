import { z } from "zod";
import { contract, uuid } from "../contract.ts";
import { route } from "../route.ts";
import { deviceCopy, deviceStory } from "./device-copy.ts";
import { deviceCopyView, deviceStoryView, syncBody, syncView } from "./device-schema.ts";
import { syncActs } from "./sync.ts";

const shared = { tag: "Bookmarks", access: "member" } as const;

/** The reading list on a device that has no network at times. */
export const syncEndpoints = [
  route(
    contract({
      ...shared,
      id: "showDeviceCopy",
      method: "GET",
      path: "/api/v1/bookmarks/device-copy",
      summary: "What a device keeps of my reading list: the newest 200 that are not archived",
      limits: [{ name: "device-copy", points: 120, perSeconds: 600, by: "member" }],
      reply: deviceCopyView,
    }),
    async ({ ctx, cookies }) => deviceCopy(ctx, cookies),
  ),
  route(
    contract({
      ...shared,
      id: "showDeviceStory",
      method: "GET",
      path: "/api/v1/bookmarks/device-copy/{storyId}",
      summary: "The text of a saved story for a device to keep, where it is open to me. Counts no free story",
      limits: [{ name: "device-story", points: 600, perSeconds: 600, by: "member" }],
      params: z.object({ storyId: uuid }),
      reply: deviceStoryView,
      refuses: ["not_found"],
    }),
    async ({ ctx, params, cookies }) => deviceStory(ctx, cookies, params.storyId),
  ),
  route(
    contract({
      ...shared,
      id: "syncBookmarks",
      method: "POST",
      path: "/api/v1/bookmarks/sync",
      summary: "Do what I did on a device without a network. The later act stands; sending it twice changes nothing",
      limits: [{ name: "sync-bookmarks", points: 120, perSeconds: 600, by: "member" }],
      body: syncBody,
      reply: syncView,
    }),
    async ({ ctx, body }) => ({ outcomes: await syncActs(ctx, body.owner, body.acts) }),
  ),
];
