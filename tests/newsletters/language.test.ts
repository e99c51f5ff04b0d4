import { beforeAll, expect, test } from "vitest";
import { makeNewsletter } from "@/lib/newsletters/write.ts";
import { ask } from "../api-door.ts";
import { newsroom, type Person, readersOf } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
let edda: Person;
beforeAll(async () => {
  ({ edda } = await newsroom(house));
});

test("a newsletter's mails say in which language and which way they are written, and so does its feed", async () => {
  const letter = await makeNewsletter(house.system(), {
    slug: "al-mawj",
    name: "الموج",
    description: "",
    cadence: "",
    language: "ar",
  });
  const [reader] = await readersOf(house, `newsletter:${letter.id}`, 1);
  const call = async (method: string, path: string, body?: object) =>
    (await ask(method, path, { cookie: edda.cookie, ...(body ? { body } : {}) })).json();
  const { id } = await call("POST", `/api/v1/desk/newsletters/al-mawj/issues`, {
    subject: "المد والجزر",
    preview: "",
    body: "جاء المد بالطين إلى المدينة هذا الصباح.",
  });
  await call("POST", `/api/v1/desk/issues/${id}/send`, { version: 1 });
  await house.runJobs();
  const mail = house.mailsTo(reader?.email ?? "").at(-1);
  expect(mail?.html).toMatch(/<html dir="rtl" lang="ar"/);
  const feed = await ask("GET", "/api/v1/newsletters/al-mawj/feed");
  expect(await feed.text()).toContain("<language>ar</language>");
});

test("a change that says nothing of the language leaves it, and one that we do not know is refused", async () => {
  const { slug } = await makeNewsletter(house.system(), {
    slug: "gezeiten",
    name: "Gezeiten",
    description: "",
    cadence: "",
    language: "de-CH",
  });
  const change = (more: object) =>
    ask("POST", `/api/v1/desk/newsletters/${slug}`, {
      cookie: edda.cookie,
      body: { name: "Gezeiten", description: "", cadence: "", fromName: null, fromAddress: null, ...more },
    });
  const languageOf = async () => (await house.house.db.newsletter.findUniqueOrThrow({ where: { slug } })).language;
  expect((await change({})).status).toBe(200);
  expect(await languageOf()).toBe("de-CH");
  expect((await change({ language: "tlh" })).status).toBe(422);
  expect((await change({ language: "fr" })).status).toBe(200);
  expect(await languageOf()).toBe("fr");
});
