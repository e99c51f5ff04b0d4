import { beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { contract } from "@/lib/contract.ts";
import { openLog } from "@/lib/log.ts";
import { route } from "@/lib/route.ts";
import { browser } from "./browser.ts";
import { signInMail } from "./cast.ts";
import { testHouse } from "./house.ts";

const house = testHouse();
const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
  house.house.log = openLog("debug", { write: (line: string) => void lines.push(line) });
});

const address = "dora.private@reader.test";
const signed = "17.q0Wm2Xc8LrT5yVb1NzKe7HsGd4JfAu9P";
const token = "Zk3v9QyX0wB7pLr2TnUs5AhGc8EdJf4MiOo1NqRtYxV";

function failing(problem: unknown) {
  const endpoint = route(
    contract({
      id: "fails",
      method: "GET",
      path: "/api/fails",
      summary: "",
      tag: "",
      access: "anyone",
      reply: z.object({}),
    }),
    async () => {
      throw problem;
    },
  );
  return endpoint.answer(new Request("http://site.test/api/fails", { headers: { host: "site.test" } }), {});
}

test("a request that fails with personal data in its error logs neither address nor token, and answers neither", async () => {
  const cause = Object.assign(new Error(`Key (email)=(${address}) already exists.`), {
    detail: `Key (email)=(${address})`,
  });
  const problem = new Error(`Could not open http://site.test/signin/confirm?token=${token} for <${address}>`, {
    cause,
  });
  Object.assign(problem, {
    email: address,
    token,
    response: `550 ${address} unknown`,
    query: { params: [address, token] },
  });
  const answer = await failing(problem);
  const text = `${lines.join("")}${await answer.text()}${JSON.stringify([...answer.headers])}`;
  expect(answer.status).toBe(500);
  expect(lines.join("")).toContain("an endpoint failed");
  expect(text).not.toContain(address);
  expect(text).not.toContain("dora");
  expect(text).not.toContain(token);
  expect(text).not.toContain(signed);
});

test("what is thrown without being an error logs no more than its kind", async () => {
  for (const thrown of [address, { email: address, token }, undefined, null])
    expect((await failing(thrown)).status).toBe(500);
  expect(lines.join("")).not.toContain("dora");
  expect(lines.join("")).not.toContain(token);
});

test("a whole sign-in at the most talkative level logs no address, code, token or cookie", async () => {
  const reader = browser();
  await reader.ask("POST", "/api/v1/sign-in", { email: address });
  const { token: link, code } = await signInMail(house, address);
  await reader.ask("POST", "/api/v1/sign-in/code", { code: "000000" });
  await reader.ask("POST", "/api/v1/sign-in/code", { code });
  await reader.ask("POST", "/api/v1/sign-in/link", { token: link });
  await reader.ask("POST", "/api/v1/me/name", { displayName: "Dora Private" });
  const text = lines.join("");
  expect(lines.length).toBeGreaterThan(4);
  for (const secret of [
    address,
    link,
    reader.session ?? "",
    reader.jar.get("masthead.browser") ?? "",
    "Dora Private",
  ]) {
    expect(secret).not.toBe("");
    expect(text).not.toContain(secret);
  }
  expect(new RegExp(`(?<![\\w.-])${code}(?![\\w.-])`).test(text)).toBe(false);
});

test("names that hold personal data are blanked, two levels down too", () => {
  const log = house.house.log;
  log.info({ email: address, member: { email: address, code: "123456" }, mail: { head: { to: address } } }, "a mail");
  expect(lines.join("")).not.toMatch(/dora|123456/);
  expect(lines.join("")).toContain("[kept out]");
});

test("every line is JSON and carries the id of its request", async () => {
  await failing(new Error("nothing in particular"));
  for (const line of lines)
    expect(JSON.parse(line)).toMatchObject({ service: "masthead", requestId: expect.any(String), contract: "fails" });
});
