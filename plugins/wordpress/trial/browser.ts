import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { systemChromium } from "../../../tests/chromium.mjs";

/** A browser of somebody who lets no third party keep a cookie: a profile of its own, with the setting that people make by hand. */
export async function openBrowser(
  dir: string,
  name: string,
  look: { width: number; height: number; isDark?: boolean } = { width: 1280, height: 900 },
): Promise<BrowserContext> {
  const profile = path.join(dir, `profile-${name}`);
  fs.mkdirSync(path.join(profile, "Default"), { recursive: true });
  fs.writeFileSync(
    path.join(profile, "Default/Preferences"),
    JSON.stringify({ profile: { cookie_controls_mode: 1, block_third_party_cookies: true } }),
  );
  const executablePath = systemChromium();
  return chromium.launchPersistentContext(profile, {
    ...(executablePath ? { executablePath } : {}),
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    viewport: { width: look.width, height: look.height },
    colorScheme: look.isDark ? "dark" : "light",
    reducedMotion: "reduce",
  });
}

/** Whether a page of another site is kept from sending its cookie, as the setting says: without this the trial would show nothing. */
export async function blocksThirdParties(page: Page, ownPage: string): Promise<boolean> {
  const seen: string[] = [];
  const server = http.createServer((request, response) => {
    seen.push(request.headers.cookie ?? "");
    response.setHeader("set-cookie", "seen=1; SameSite=None; Secure; Path=/");
    response.setHeader("access-control-allow-origin", new URL(ownPage).origin);
    response.setHeader("access-control-allow-credentials", "true");
    response.setHeader("content-type", "text/html");
    response.end("<!doctype html><title>Elsewhere</title>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const elsewhere = `http://elsewhere.localhost:${(server.address() as AddressInfo).port}/`;
  try {
    await page.goto(elsewhere);
    await page.reload();
    if (seen.at(-1) !== "seen=1")
      throw new Error("The cookie does not even come to its own site, so nothing is shown.");
    await page.goto(ownPage);
    await page.evaluate((address) => fetch(address, { credentials: "include" }).then(() => undefined), elsewhere);
    return seen.at(-1) === "";
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
