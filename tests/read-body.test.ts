import { describe, expect, test } from "vitest";
import { z } from "zod";
import { contract } from "@/lib/contract.ts";
import { readBody } from "@/lib/read-body.ts";

const takesJson = contract({
  ...{ id: "test", method: "POST", path: "/api/v1/test", summary: "A test", tag: "Test", access: "anyone" },
  body: z.object({ text: z.string() }),
  reply: z.object({}),
} as const);

/** A body of which a part comes, and then the one at the other end is gone. */
const brokenOff = (headers: Record<string, string>) =>
  new Request("http://site.test/", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"text":"The we'));
      },
      pull(controller) {
        controller.error(Object.assign(new Error("aborted"), { code: "ECONNRESET" }));
      },
    }),
    duplex: "half",
  } as RequestInit);

describe("a request that breaks off in its body", () => {
  test.each([
    ["of a length that was said", { "content-length": "60" }],
    ["of none", {}],
  ])("is its sender's matter, and no failure of ours: %s", async (_, headers: Record<string, string>) => {
    await expect(readBody(brokenOff(headers), takesJson as never)).rejects.toMatchObject({
      name: "Refusal",
      code: "malformed",
    });
  });
});
