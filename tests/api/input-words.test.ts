import { expect, test } from "vitest";
import { fieldWords, inputWords } from "@/lib/input-words.ts";
import { endpoints } from "@/lib/server/registry.ts";
import { ask } from "../api-door.ts";
import { testHouse } from "../house.ts";

const house = testHouse();

test("422: what is wrong with a form is said to its writer in words of theirs, and names the field as people would", async () => {
  const ann = await house.member("Ann");
  const asked = await ask("POST", "/api/v1/me/gifts", {
    cookie: ann.cookie,
    form: { priceId: "x", sendOn: "soon", toName: "K", fromName: "", toEmail: "kit" },
  });
  const to = new URL(asked.headers.get("location") ?? "", "http://site.test");
  const words = to.searchParams.get("problem") ?? "";
  expect(words).toContain("To name: Write at least two characters.");
  expect(words).toContain("To email: This is not one e-mail address.");
  expect(words).not.toMatch(/toName|toEmail|expected|invalid/i);
});

test("422: a refusal that a room makes of one field names it alike, and details keep the name that programs know", async () => {
  const ann = await house.member("Ann");
  const asked = { cookie: ann.cookie, body: { displayName: "x".repeat(61) } };
  const named = await ask("POST", "/api/v1/me/name", asked);
  const problem = await named.json();
  expect(problem.title).toMatch(/^Display name: /);
  expect(problem.fields[0].field).toBe("displayName");
});

test("no endpoint tells people of their input in words for programmers, whatever was sent", () => {
  const sent = [{}, [], null, "words", 7, true, Object.fromEntries([["nothing", "of ours"]])];
  const said = endpoints.flatMap(({ contract: { id, body, query } }) =>
    [body, query].flatMap((schema) =>
      sent.flatMap((value) => {
        const parsed = schema?.safeParse(value, { error: inputWords });
        return parsed?.success === false ? parsed.error.issues.map(({ message }) => `${id}: ${message}`) : [];
      }),
    ),
  );
  expect(said.length).toBeGreaterThan(300);
  expect(said.filter((words) => /expected|received|Invalid|Too (small|big)|Unrecognized/.test(words))).toEqual([]);
});

test.each([
  ["toName", "To name"],
  ["start.zone", "Zone"],
  ["conditions.0.withinDays", "Within days"],
  ["at", "At"],
])("%s is called “%s”", (field, words) => {
  expect(fieldWords(field)).toBe(words);
});
