import fs from "node:fs";
import { parseEnv } from "node:util";
import { describe, expect, test } from "vitest";
import { readEnv } from "@/lib/env.ts";

const read = (file: string) => fs.readFileSync(new URL(`../${file}`, import.meta.url), "utf8");
const example = read(".env.example");
const settings = [...read("lib/env.ts").matchAll(/^ {4}([A-Z][A-Z_]+): /gm)].map(([, name]) => name);

describe(".env.example", () => {
  test("names every setting that lib/env.ts reads, once, and no other", () => {
    const named = [...example.matchAll(/^#?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name);
    expect(settings.length).toBeGreaterThan(10);
    expect(named.toSorted()).toEqual(settings.toSorted());
  });

  test("gives each default as it is: the file as it stands changes nothing", () => {
    expect(readEnv(parseEnv(example) as Record<string, string>)).toEqual(readEnv({}));
  });

  test("gives values that are taken when the comments are opened", () => {
    const opened = parseEnv(example.replace(/^#([A-Z][A-Z_]+=.)/gm, "$1")) as Record<string, string>;
    expect(opened.SMTP_URL).toBeDefined();
    expect(readEnv({ ...opened, AUTH_SECRET: "x".repeat(33) }).http.isSecure).toBe(true);
  });

  test("the README names every setting but NODE_ENV", () => {
    const readme = read("README.md");
    for (const name of settings.filter((one) => one !== "NODE_ENV")) expect(readme).toContain(`\`${name}\``);
  });
});
