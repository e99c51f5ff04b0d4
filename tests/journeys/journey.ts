import {
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Locator,
  type Page,
} from "@playwright/test";

let networks = 0;

type Refused = { status: number; path: RegExp };

type Journey = {
  /** Chromium writes an error to the console for each refused request. Names one that this journey is about; 0: refused by the browser. */
  mayBeRefused: (status: number, path: RegExp) => void;
  /** A page in another browser: nothing of the first one is known there. */
  elsewhere: (options?: BrowserContextOptions) => Promise<Page>;
  /** Presses as this device does: with a finger or with a mouse. */
  press: (button: Locator) => Promise<void>;
};

/** Until a page of ours listens to presses: before that a button sends the form that it has without scripts. */
const listens = (page: Page) => expect(page.locator("html[data-live=no]")).toHaveCount(0);
/** Pages with scripts. */
const live = new WeakSet<Page>();

/** A person waits until a page listens before they press a key; a machine is quicker, and would press into nothing. */
function patient(page: Page): Page {
  live.add(page);
  const [goto, reload] = [page.goto.bind(page), page.reload.bind(page)];
  page.goto = async (url, options) => {
    const answer = await goto(url, options);
    await listens(page);
    return answer;
  };
  page.reload = async (options) => {
    const answer = await reload(options);
    await listens(page);
    return answer;
  };
  return page;
}

/**
 * A person's way through the site. It fails on every error in the console and on every uncaught one, in each of its
 * browsers; and it comes from a network of its own.
 */
export const test = base.extend<Journey & { watch: { context(one: BrowserContext): void; refused: Refused[] } }>({
  extraHTTPHeaders: async ({ baseURL: _ }, use, testInfo) => {
    networks += 1;
    // Each process that runs journeys has a number of its own.
    await use({
      "x-forwarded-for": `10.${testInfo.workerIndex % 256}.${Math.floor(networks / 250)}.${1 + (networks % 250)}`,
    });
  },
  watch: async ({ baseURL: _ }, use) => {
    const refused: Refused[] = [];
    const said: { text: string; url: string }[] = [];
    await use({
      refused,
      context(one) {
        one.on("console", (message) => {
          if (message.type() === "error") said.push({ text: message.text(), url: message.location().url });
        });
        one.on("weberror", (problem) => said.push({ text: String(problem.error().stack), url: "" }));
      },
    });
    const unexpected = said.filter(({ text, url }) => {
      // What the browser itself kept from another site, or could not send without a network, has no status.
      const status = / by CORS policy|frame-ancestors 'none'|net::ERR_(?:FAILED|INTERNET_DISCONNECTED)/.test(text)
        ? 0
        : Number(/the server responded with a status of (\d+)/.exec(text)?.[1]);
      return !refused.some((one) => one.status === status && one.path.test(`${text} ${url}`));
    });
    if (unexpected.length > 0)
      throw new Error(
        `The console should have stayed silent, but:\n${unexpected.map(({ text, url }) => `${text} ${url}`).join("\n")}`,
      );
  },
  mayBeRefused: async ({ watch }, use) => {
    await use((status, path) => void watch.refused.push({ status, path }));
  },
  context: async ({ context, watch }, use) => {
    watch.context(context);
    await use(context);
  },
  page: async ({ page, javaScriptEnabled }, use) => {
    await use(javaScriptEnabled === false ? page : patient(page));
  },
  elsewhere: async ({ browser, watch, javaScriptEnabled }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      opened.push(context);
      watch.context(context);
      const page = await context.newPage();
      return (options?.javaScriptEnabled ?? javaScriptEnabled) === false ? page : patient(page);
    });
    for (const context of opened) await context.close();
  },
  press: async ({ hasTouch }, use) => {
    await use(async (button) => {
      // A sign-in, say, ends with a page that is loaded anew.
      if (live.has(button.page())) await listens(button.page());
      await (hasTouch ? button.tap() : button.click());
    });
  },
});

export { expect } from "@playwright/test";
