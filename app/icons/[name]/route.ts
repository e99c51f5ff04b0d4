import { iconPng } from "@/lib/icon-png.ts";

const sizes = new Set([180, 192, 512]);

/** The product's sign in the sizes that devices ask for: /icons/icon-192.png, and /icons/whole-512.png for who cuts it themselves. */
export async function GET(_request: Request, { params }: { params: Promise<{ name: string }> }) {
  const [, shape, digits] = /^(icon|whole)-(\d{3})\.png$/.exec((await params).name) ?? [];
  const size = Number(digits);
  if (!shape || !sizes.has(size)) return new Response("There is no such icon.", { status: 404 });
  return new Response(new Uint8Array(iconPng(size, { isWhole: shape === "whole" })), {
    headers: { "content-type": "image/png", "cache-control": "public, max-age=86400" },
  });
}
