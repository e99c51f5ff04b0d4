import { z } from "zod";
import { contract, moment, uuid } from "../contract.ts";
import { route } from "../route.ts";
import { endDevice, endDevices, listDevices } from "./devices.ts";

const deviceView = z.object({
  id: z.uuid(),
  name: z.string().describe("What it says of itself, in words: Firefox on Linux"),
  signedInAt: moment,
  seenAt: moment.describe("When it was last here, a quarter of an hour more or less"),
  isThisOne: z.boolean(),
});

const page = "/account/devices";
const form = { refused: (refusal: { message: string }) => `${page}?problem=${encodeURIComponent(refusal.message)}` };
const limits = [{ name: "end-devices", points: 60, perSeconds: 600, by: "member" as const }];

/** Where one is signed in. */
export const deviceEndpoints = [
  route(
    contract({
      id: "myDevices",
      method: "GET",
      path: "/api/v1/me/devices",
      summary: "The devices on which I am signed in",
      tag: "Sign-in",
      access: "member",
      reply: z.object({ items: z.array(deviceView) }),
    }),
    async ({ ctx }) => ({ items: await listDevices(ctx) }),
  ),
  route(
    contract({
      id: "endDevices",
      method: "POST",
      path: "/api/v1/me/devices/end",
      summary: "Sign out on all other devices, or on all",
      tag: "Sign-in",
      access: "member",
      limits,
      body: z.object({ which: z.enum(["others", "all"]) }),
      reply: z.object({ count: z.int() }),
      form: { ...form, done: (_, body) => (body.which === "all" ? "/signin?done=devices" : `${page}?done=devices`) },
    }),
    async ({ ctx, body, cookies }) => {
      const ended = await endDevices(ctx, body.which);
      if (body.which === "all") cookies.drop("session");
      return ended;
    },
  ),
  route(
    contract({
      id: "endDevice",
      method: "POST",
      path: "/api/v1/me/devices/{deviceId}/end",
      summary: "Sign out on one device",
      tag: "Sign-in",
      access: "member",
      limits,
      params: z.object({ deviceId: uuid }),
      body: z.object({}),
      reply: z.object({ isThisOne: z.boolean() }),
      refuses: ["not_found"],
      form: { ...form, done: ({ isThisOne }) => (isThisOne ? "/signin?done=devices" : `${page}?done=device`) },
    }),
    async ({ ctx, params, cookies }) => {
      const ended = await endDevice(ctx, params.deviceId);
      if (ended.isThisOne) cookies.drop("session");
      return ended;
    },
  ),
];
