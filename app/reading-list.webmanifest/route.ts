import { publication } from "../page-context.ts";

export const dynamic = "force-dynamic";

/** What a device needs to know to keep the reading list beside its apps, under the publication's own name. */
export async function GET() {
  const { name } = await publication();
  const icon = (size: number, purpose: "any" | "maskable") => ({
    src: `/icons/${purpose === "any" ? "icon" : "whole"}-${size}.png`,
    sizes: `${size}x${size}`,
    type: "image/png",
    purpose,
  });
  const manifest = {
    id: "/reading-list",
    name: `${name}: reading list`,
    short_name: name,
    description: `What you saved at ${name}, with or without a network.`,
    start_url: "/reading-list",
    scope: "/",
    display: "standalone",
    background_color: "#ffffff",
    theme_color: "#ffffff",
    icons: [icon(192, "any"), icon(512, "any"), icon(512, "maskable")],
  };
  return new Response(JSON.stringify(manifest), {
    headers: { "content-type": "application/manifest+json", "cache-control": "no-cache" },
  });
}
