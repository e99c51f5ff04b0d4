import { randomInt } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { confirmLink, newAddress, signInMail } from "./inbox.ts";

export const stories = {
  river: "The river that three cities borrowed and nobody returned",
  bus: "The last night bus keeps a diary",
  orchestra: "An orchestra learns to play without the hall",
  moth: "The moth that reads the street lamps",
  bakery: "The bakery that was sold to the people at its ovens",
  gauge: "Publish the gauge, and the argument will look after itself",
  shops: "Harrow counts its empty shops, and finds that most are not empty",
  dictionary: "A dictionary for a language with nine speakers",
  ice: "What the ice in the cellar remembers",
  ferry: "The ferry will cost a penny more, and publish where it goes",
} as const;

const drawn = new Set<number>();
/** A number that this process has not drawn yet: two comments of a member that share one of two numbers are near-repeats. */
function another(): number {
  const number = randomInt(1000, 10_000);
  if (drawn.has(number)) return another();
  drawn.add(number);
  return number;
}

/** Numbers that nobody else in this run writes. */
const aCount = () => `${another()} stones in it and ${another()} on the bank`;

/** A good comment; no two journeys write the same words. */
export const aComment = () => `I walked along the river on my way home, and I counted ${aCount()}.`;

/** One that a rule stops, so that it waits for a moderator when its author insists. */
export const aFragment = () => `Typical. No words on the ${aCount()}.`;

/** The path of a story of the demo newspaper. */
export async function pathOf(page: Page, title: string): Promise<string> {
  const answer = await page.request.get("/api/v1/stories?most=100");
  const { items } = (await answer.json()) as { items: { id: string; title: string }[] };
  const story = items.find((one) => one.title === title);
  if (!story) throw new Error(`There is no story “${title}”.`);
  return `/stories/${story.id}`;
}

export async function openStory(page: Page, title: string): Promise<string> {
  const path = await pathOf(page, title);
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  return path;
}

/** Signs in without the screens, for journeys that begin later. With a name, comments can be written at once. */
export async function signedIn(page: Page, name?: string): Promise<string> {
  const email = newAddress();
  expect((await page.request.post("/api/v1/sign-in", { data: { email } })).status()).toBe(202);
  const { code } = await signInMail(email);
  expect((await page.request.post("/api/v1/sign-in/code", { data: { code } })).ok()).toBe(true);
  if (name) await page.request.post("/api/v1/me/name", { data: { displayName: name } });
  return email;
}

/** From the sign-in page with its one field to "look into your inbox". */
export async function askForMail(page: Page, email: string, press: (button: ReturnType<Page["locator"]>) => unknown) {
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await expect(page.locator("main input:not([type=hidden])")).toHaveCount(1);
  await page.getByLabel("E-mail address").fill(email);
  await press(page.getByRole("button", { name: "Send me a link and a code" }));
  await expect(page.getByRole("heading", { level: 1, name: "Look into your inbox" })).toBeVisible();
  await expect(page.getByText(email)).toBeVisible();
}

/** Comments without the screens, for journeys that are about what comes after. */
export async function say(
  page: Page,
  storyPath: string,
  text: string,
  more: { insists?: boolean; parentId?: string } = {},
): Promise<{ id: string; state: string }> {
  const answer = await page.request.post(`/api/v1${storyPath}/comments`, { data: { text, ...more } });
  expect(answer.status(), await answer.text()).toBe(201);
  return answer.json();
}

/** How many published comments with these words the story has, as a stranger counts them. */
export async function countOf(page: Page, storyPath: string, text: string): Promise<number> {
  const answer = await page.request.get(`/api/v1${storyPath}/comments`, { headers: { cookie: "" } });
  const { items } = (await answer.json()) as { items: { text: string; replies: { text: string }[] }[] };
  return items.flatMap((thread) => [thread, ...thread.replies]).filter((comment) => comment.text === text).length;
}

/** Asks for a newsletter and confirms it by the mail, without the screens. */
export async function subscribed(page: Page, newsletter: { slug: string; name: string }): Promise<void> {
  const email = ((await (await page.request.get("/api/v1/me")).json()) as { email: string }).email;
  expect((await page.request.post(`/api/v1/newsletters/${newsletter.slug}/subscription`, { data: {} })).ok()).toBe(
    true,
  );
  await confirmed(page, await confirmLink(email, newsletter.name));
}

/** Presses the button behind a confirmation link, without the screens. */
export async function confirmed(page: Page, link: string): Promise<void> {
  const token = decodeURIComponent(new URL(link).pathname.replace("/confirm/", ""));
  expect((await page.request.post("/api/v1/opt-ins", { data: { token } })).ok()).toBe(true);
}

/** A picture of what the story's page says of one comment. */
export const commentWith = (page: Page, text: string) => page.getByRole("article").filter({ hasText: text });

/** What the page says went wrong; Next keeps an alert of its own outside the content. */
export const problemOn = (page: Page) => page.locator("main [role=alert]");

/** The box for a new comment. */
export const boxOn = (page: Page) => page.getByRole("textbox", { name: "Your comment", exact: true });
