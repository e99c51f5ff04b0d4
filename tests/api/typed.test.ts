import { expect, test } from "vitest";
import { readTyped, writeTyped } from "@/lib/typed.ts";
import { ask } from "../api-door.ts";
import { testHouse } from "../house.ts";

const house = testHouse();

const cookieOf = (answer: Response) => /masthead\.typed=([^;]*)/.exec(answer.headers.get("set-cookie") ?? "")?.[1];

test("a plain form that is refused has what was typed brought back to its own page, and to no other", async () => {
  const ann = await house.member("Ann");
  const form = { priceId: "x", toName: "K", fromName: "Ann", message: "For the long evenings, Käthe.", toEmail: "kit" };
  const answer = await ask("POST", "/api/v1/me/gifts", { cookie: ann.cookie, form });
  expect(answer.headers.get("location")).toMatch(/^\/gifts\/new\?price=x&problem=/);
  expect(answer.headers.get("set-cookie")).toMatch(
    /masthead\.typed=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=120/,
  );
  expect(readTyped("/gifts/new", cookieOf(answer))).toEqual(form);
  expect(readTyped("/groups/new", cookieOf(answer))).toEqual({});
});

test("the look of mails that was refused comes back alike", async () => {
  const ada = await house.member("Ada", "admin");
  const form = { accent: "#ffff00", buttons: "ink", head: "name", picture: "", place: "start", headlines: "sans" };
  const answer = await ask("POST", "/api/v1/desk/settings/mail-look", { cookie: ada.cookie, form });
  expect(readTyped("/desk/settings/mails", cookieOf(answer))).toEqual(form);
});

test("what programs send by JSON is put into no cookie", async () => {
  const ann = await house.member("Ann");
  const answer = await ask("POST", "/api/v1/me/gifts", { cookie: ann.cookie, body: { toName: "K" } });
  expect([answer.status, cookieOf(answer)]).toEqual([422, undefined]);
});

test("a form too long for a cookie goes without, and a cookie that is not ours says nothing", () => {
  expect(writeTyped("/gifts/new", { message: "x".repeat(4_000) })).toBeUndefined();
  expect(readTyped("/gifts/new", "bm90IGpzb24")).toEqual({});
  expect(readTyped("/gifts/new", Buffer.from('{"page":"/gifts/new","typed":{"a":7}}').toString("base64url"))).toEqual(
    {},
  );
});
