import path from "node:path";
import type { BrowserContext, Page } from "@playwright/test";
import { openBrowser } from "./browser.ts";
import type { MembersHouse } from "./members-house.ts";
import type { Site } from "./site.ts";

/** What the promises share: the two servers, the browsers of several people, and how each promise ended. */
export class Rounds {
  readonly house: MembersHouse;
  readonly site: Site;
  /** Goes away with the trial. */
  readonly dir: string;
  private readonly pictures: string;
  private readonly browsers = new Map<string, BrowserContext>();
  private failed = 0;
  private held = 0;
  /** The story that was published, and the key that stories come by. */
  story = { postId: 0, address: "", id: "" };

  constructor(given: { house: MembersHouse; site: Site; dir: string; pictures: string }) {
    this.house = given.house;
    this.site = given.site;
    this.dir = given.dir;
    this.pictures = given.pictures;
  }

  /** One promise, in words; the next ones are tried even when it does not hold. */
  async promise(words: string, shows: () => Promise<void>) {
    const began = performance.now();
    const problem = await shows().then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    if (problem) this.failed += 1;
    else this.held += 1;
    const seconds = ((performance.now() - began) / 1_000).toFixed(1).padStart(5);
    this.say(`${problem ? "FAILS" : "holds"} ${seconds} s  ${words}${problem ? `\n      ${problem.message}` : ""}`);
  }

  /** The browser of a person, the same each time. */
  async page(person: string, look?: { width: number; height: number; isDark?: boolean }): Promise<Page> {
    let browser = this.browsers.get(person);
    if (!browser) {
      browser = await openBrowser(this.dir, person, look);
      this.browsers.set(person, browser);
    }
    return browser.pages()[0] ?? browser.newPage();
  }

  async picture(page: Page, name: string) {
    await page.screenshot({ path: path.join(this.pictures, `${name}.png`), fullPage: true });
  }

  say = (line: string) => void process.stdout.write(`${line}\n`);
  isGood = () => this.failed === 0 && this.held > 0;

  async close() {
    this.say(`${this.held} hold, ${this.failed} do not`);
    for (const browser of this.browsers.values()) await browser.close();
  }
}

export function must(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new Error(sentence);
}
