import { expect, type Locator } from "@playwright/test";

/** Goes on with the tab key until this is focused, and shows that it is seen: outlined, on the screen, and under nothing else. */
export async function tabTo(wanted: Locator) {
  const page = wanted.page();
  await expect(wanted).toBeVisible();
  for (let presses = 0; presses < 160; presses += 1) {
    await page.keyboard.press("Tab");
    if (!(await wanted.evaluate((one) => one === document.activeElement))) continue;
    expect(await wanted.evaluate((one) => getComputedStyle(one).outlineStyle)).toBe("solid");
    await expect.poll(() => wanted.evaluate(isUncovered), `${wanted} is covered while it has the focus`).toBe(true);
    return;
  }
  throw new Error(`The tab key never comes to ${wanted}.`);
}

/** Whether some of it can be seen, and pressed, where it is now. Runs in the page. */
function isUncovered(one: Element): boolean {
  const { left, top, width, height } = one.getBoundingClientRect();
  return [0.1, 0.5, 0.9].some((x) =>
    [0.2, 0.5, 0.8].some((y) => {
      const there = document.elementFromPoint(left + width * x, top + height * y);
      return there !== null && (one.contains(there) || there.contains(one));
    }),
  );
}
