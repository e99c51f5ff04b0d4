import http from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A page of a publisher's, from another origin than ours, with everything of ours on it. Its port makes the origin another
 * one and leaves the site the same, as a subdomain would.
 */
export async function openHostPage(home: string, canonical: string, { hasStory = true } = {}) {
  const pages = (path: string) => `<!doctype html>
<html lang="en" style="color-scheme: light dark"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>The Courier</title>
<link rel="canonical" href="${canonical}"><link rel="icon" href="data:,">
<link rel="stylesheet" href="${home}/embed/masthead.css">
<script type="module" src="${home}/embed/masthead.js"></script>
<style>html { background: Canvas; color: CanvasText } body { max-width: 40rem; margin: 0 auto; padding: 1rem; font: 1.1rem/1.55 Georgia, serif }
header { display: flex; justify-content: space-between; align-items: center; gap: 1rem; border-bottom: 1px solid }
aside, section { margin: 2.5rem 0 }</style></head>
<body><header><b>The Courier</b> <masthead-account></masthead-account></header>
<main><h1>${path === "/" ? "The weir, and who looks after it" : "Another page"}</h1>
${hasStory ? "<masthead-bookmark></masthead-bookmark>" : ""}
${"<p>The gauge at the weir stands at eleven centimetres this morning, and nobody has an explanation for it yet.</p>\n".repeat(4)}
<section><masthead-benefits><p>Members save stories and comment.</p></masthead-benefits></section>
<section><masthead-newsletters></masthead-newsletters></section>
<section><masthead-offers></masthead-offers></section>
<section><masthead-comments><a href="${home}">The comments</a></masthead-comments></section></main></body></html>`;
  const server = http.createServer((request, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(pages(request.url ?? "/"));
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  return { origin, close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()) };
}
