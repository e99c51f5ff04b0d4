import { z } from "zod";
import { contract, Ready } from "../../contract.ts";
import { route } from "../../route.ts";
import { keepPicture } from "./keep.ts";
import { mostGiven } from "./read-picture.ts";
import { showPicture } from "./reads.ts";

/** Pictures that editors give, and that mails and pages show. */
export const pictureEndpoints = [
  route(
    contract({
      id: "givePicture",
      method: "POST",
      path: "/api/v1/desk/pictures",
      summary:
        "Give a picture for a mail: JPEG, PNG, GIF or WebP of 8 MB at most, by its bytes; it is made anew for mails",
      tag: "Desk",
      // Whoever writes any kind of mail: an issue, a mail of a series, a template.
      access: "messages.write",
      limits: [{ name: "pictures", points: 60, perSeconds: 600, by: "member" }],
      takes: "application/octet-stream",
      most: mostGiven,
      // The same picture given twice is there once.
      keepsOnce: true,
      body: z.instanceof(Uint8Array),
      reply: z.object({
        address: z.string().describe("Where it lies, for the picture of a block"),
        width: z.int(),
        height: z.int(),
        bytes: z.int().describe("Of what is kept"),
        inAll: z.object({ count: z.int(), bytes: z.int() }).describe("All pictures that lie here"),
      }),
      status: 201,
      refuses: ["too_large", "rate_limited"],
    }),
    async ({ ctx, body }) => keepPicture(ctx, body),
  ),
  route(
    contract({
      id: "showPicture",
      method: "GET",
      path: "/api/media/{file}",
      summary: "A picture of a mail, by the hash of its bytes; it never changes",
      tag: "Newsletters",
      access: "anyone",
      isShared: true,
      params: z.object({ file: z.string().min(1).max(100) }),
      reply: z.string(),
      produces: "image/*",
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => {
      const { type, bytes } = await showPicture(ctx, params.file);
      const headers = {
        "content-type": type,
        "cache-control": "public, max-age=31536000, immutable",
        // Readers of mail in a browser are on another site.
        "cross-origin-resource-policy": "cross-origin",
        "content-security-policy": "default-src 'none'; sandbox",
      };
      return new Ready({ status: 200, headers, body: bytes });
    },
  ),
];
