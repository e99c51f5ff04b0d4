import { expect, test } from "vitest";
import { inboxOf } from "@/lib/members/inbox.ts";

test.each([
  ["ann@gmail.com", "Gmail"],
  ["ann@googlemail.com", "Gmail"],
  ["ann@hotmail.co.uk", "Outlook"],
  ["ann@outlook.de", "Outlook"],
  ["ann@yahoo.co.jp", "Yahoo Mail"],
  ["ann@me.com", "iCloud Mail"],
  ["ann@pm.me", "Proton Mail"],
  ["ann@gmx.net", "GMX"],
  ["ann@web.de", "WEB.DE"],
])("%s reads mail at %s", (email, name) => {
  expect(inboxOf(email)?.name).toBe(name);
});

test.each([
  "ann@example.org",
  "ann@gmail.com.evil.test",
  "ann@notgmail.com",
  "gmail.com@evil.test",
  "ann@outlook.evil.test",
])("%s is led nowhere", (email) => {
  expect(inboxOf(email)).toBeUndefined();
});

test("every inbox is on https", () => {
  for (const email of [
    "a@gmail.com",
    "a@live.com",
    "a@yahoo.com",
    "a@icloud.com",
    "a@proton.me",
    "a@aol.com",
    "a@fastmail.com",
    "a@gmx.de",
    "a@web.de",
  ])
    expect(new URL(inboxOf(email)?.address ?? "").protocol).toBe("https:");
});
