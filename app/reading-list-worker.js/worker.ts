/**
 * The service worker of the reading list, as a text of its own. It keeps one page that holds nothing of anybody (/offline) with the
 * files that it needs, and shows it in the place of the reading list and of stories when they cannot be reached. What a member saved
 * lies elsewhere (parts/device-copy.ts), so no answer that was made for a session ever gets into its cache. It touches nothing that
 * changes something, no API, and nothing of the desk.
 * @param version of the site that was built: another one is another worker, which takes over and takes the old cache away
 */
export const readingListWorker = (version: string) => `
const cacheName = ${JSON.stringify(`masthead-device-${version}`)};
const emptyPage = "/offline";

addEventListener("install", (event) => event.waitUntil(fill().then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (isOurs(pathname)) event.respondWith(pageOf(event));
  } else if (pathname.startsWith("/_next/static/")) event.respondWith(fileOf(request));
});

const isOurs = (pathname) => /^\\/(?:reading-list(?:\\/highlights)?|stories\\/[0-9a-f-]{36})\\/?$/.test(pathname);

async function fill() {
  const cache = await caches.open(cacheName);
  // The page is put in last, so where it is, the rest is.
  if (await cache.match(emptyPage)) return;
  const page = await asNobody(emptyPage);
  const files = new Set(filesIn(await page.clone().text()));
  for (const file of files) {
    const answer = await asNobody(file);
    if (file.endsWith(".css"))
      for (const [, inside] of (await answer.clone().text()).matchAll(/url\\(["']?([^"')]+)["']?\\)/g)) {
        const { origin, pathname } = new URL(inside, new URL(file, location.origin));
        if (origin === location.origin && pathname.startsWith("/_next/static/")) files.add(pathname);
      }
    await cache.put(file, answer);
  }
  await cache.put(emptyPage, page);
}

// Without cookies: what comes back is what a stranger sees.
async function asNobody(path) {
  const answer = await fetch(path, { credentials: "omit", cache: path === emptyPage ? "no-cache" : "default" });
  if (!answer.ok || answer.redirected) throw new Error(path + " could not be kept: " + answer.status);
  return answer;
}

const filesIn = (html) => [...html.matchAll(/\\/_next\\/static\\/[\\w./~-]+\\.(?:js|css|woff2)/g)].map(([file]) => file);

async function takeOver() {
  for (const name of await caches.keys())
    if (name.startsWith("masthead-device-") && name !== cacheName) await caches.delete(name);
  // While the worker wakes up, the browser asks for the page already.
  await registration.navigationPreload?.enable();
  await clients.claim();
}

async function pageOf(event) {
  try {
    const answer = (await event.preloadResponse) ?? (await fetch(event.request));
    // Something between says that we are away: as good as no network.
    return answer.status >= 502 && answer.status <= 504 ? ((await caches.match(emptyPage)) ?? answer) : answer;
  } catch (problem) {
    const kept = await caches.match(emptyPage);
    if (kept) return kept;
    throw problem;
  }
}

// Their names change with what is in them, so what is kept is never old.
const fileOf = async (request) => (await caches.match(request)) ?? fetch(request);
`;

/** Takes the place of every worker before it, and then itself and all that they kept away: what a broken one is replaced by. */
export const removal = `
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(remove()));
async function remove() {
  for (const name of await caches.keys()) if (name.startsWith("masthead-device-")) await caches.delete(name);
  indexedDB.deleteDatabase("masthead-device");
  await registration.unregister();
}
`;
