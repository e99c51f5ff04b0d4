import { randomInt } from "node:crypto";
import fs from "node:fs";
import { expect, test } from "./journey.ts";
import { expectAccessible } from "./look.ts";
import { feedOf } from "./new-story.ts";
import { masthead } from "./staff.ts";

test(
  "stories imported from a feed are shown, and the same story under a shared link is no second one",
  { tag: "@once" },
  async ({ page, press }, testInfo) => {
    const number = randomInt(100_000, 1_000_000);
    const story = (name: string) => ({
      title: `The ${name} of ${number}`,
      link: `https://www.courier.example/${number}/${name}`,
      guid: `${number}-${name}`,
    });
    const importOf = async (items: Parameters<typeof feedOf>[0]) => {
      const file = testInfo.outputPath("feed.xml");
      fs.writeFileSync(file, feedOf(items));
      return JSON.parse(await masthead("stories", "import", file, "--json"));
    };
    const [mill, lock] = [story("mill"), story("lock")];
    expect(await importOf([mill, lock])).toMatchObject({ added: 2, problems: [] });

    await page.goto("/");
    await expect(page.getByRole("link", { name: lock.title })).toBeVisible();
    await press(page.getByRole("link", { name: mill.title }));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(mill.title);
    await expect(page.getByRole("link", { name: "Read the whole story at courier.example" })).toHaveAttribute(
      "href",
      mill.link,
    );
    await expect(page.getByText("Nobody has commented yet. Yours can be the first.")).toBeVisible();
    await expectAccessible(page);

    const shared = { ...mill, guid: `${number}-other`, link: `${mill.link}?utm_source=mail&fbclid=abc123` };
    expect(await importOf([shared])).toMatchObject({ added: 0, problems: [] });
    await page.goto("/");
    await expect(page.getByRole("link", { name: mill.title })).toHaveCount(1);
  },
);
