import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** No violation that axe can find, in the light and, for the rules that look at colours, in the dark. */
export async function expectAccessible(page: Page) {
  const inTheLight = new AxeBuilder({ page }).options({
    runOnly: { type: "tag", values: standards },
    // What is said to a screen reader holds the words that are seen, so that people can speak them to press.
    rules: { "label-content-name-mismatch": { enabled: true } },
    resultTypes: ["violations"],
  });
  await expectNothing(page, inTheLight, "light");
  await page.emulateMedia({ colorScheme: "dark" });
  await expectNothing(page, new AxeBuilder({ page }).withRules(["color-contrast", "link-in-text-block"]), "dark");
  await page.emulateMedia({ colorScheme: "light" });
}

async function expectNothing(page: Page, axe: AxeBuilder, scheme: string) {
  const { violations } = await axe.setLegacyMode(true).analyze();
  const found = violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ""}`),
  );
  expect(found, `${page.url()} in the ${scheme}`).toEqual([]);
}

/** Nothing sticks out at the width of the smallest phone, so nobody has to scroll sideways. */
export async function expectNoOverflow(page: Page) {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const tooWide = await page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    return [...document.querySelectorAll("body *")]
      .filter((one) => one.getBoundingClientRect().right > root.clientWidth + 0.5)
      .map((one) => one.outerHTML.slice(0, 160));
  });
  expect(tooWide, `${page.url()} at 320 px`).toEqual([]);
  if (before) await page.setViewportSize(before);
}

/** Begins to measure how far things move while a page loads; call it before the page is opened. */
export async function measureShifts(page: Page) {
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
        if (!hadRecentInput) shifts.push(value);
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** The sum of all that moved since the page was opened, once fonts and scripts are there and two frames were drawn. */
export async function shiftsOf(page: Page): Promise<number> {
  await page.waitForLoadState("networkidle");
  return page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return (window as unknown as { shifts: number[] }).shifts.reduce((sum, value) => sum + value, 0);
  });
}

/** One header, one main part, one footer, one headline. */
export async function expectLandmarks(page: Page) {
  await expect(page.getByRole("banner")).toHaveCount(1);
  await expect(page.getByRole("main")).toHaveCount(1);
  await expect(page.getByRole("contentinfo")).toHaveCount(1);
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
}
