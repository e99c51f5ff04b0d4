import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { keyActs } from "@/lib/api-key.ts";
import { endpoints } from "@/lib/server/registry.ts";
import { storyPush } from "@/lib/stories/schema.ts";

const plugin = path.resolve("plugins/wordpress/masthead");
const files = fs
  .readdirSync(plugin, { recursive: true, encoding: "utf8" })
  .filter((file) => fs.statSync(path.join(plugin, file)).isFile())
  .map((file) => ({ file, text: fs.readFileSync(path.join(plugin, file), "utf8") }));
const textOf = (file: string) => files.find((one) => one.file === file)?.text ?? "";
const php = files.filter(({ file }) => file.endsWith(".php"));
const all = files.map(({ text }) => text).join("\n");
const hasPhp = ["/usr/bin/php", "/usr/local/bin/php", "/opt/homebrew/bin/php"].some((file) => fs.existsSync(file));

describe("the WordPress plugin", () => {
  test("says the same of itself in its header, its readme and its code", () => {
    const header = textOf("masthead.php");
    const readme = textOf("readme.txt");
    const version = /Version: (\S+)/.exec(header)?.[1];
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(readme).toContain(`Stable tag: ${version}`);
    expect(readme).toContain(`= ${version} =`);
    expect(header).toContain(`const VERSION = '${version}'`);
    expect(textOf("blocks/members/editor.asset.php")).toContain(`'${version}'`);
    for (const line of ["Requires at least: 6.0", "Requires PHP: 7.4", "License: MIT"]) {
      expect(header, line).toContain(line);
      expect(readme, line).toContain(line);
    }
  });

  test("calls nothing that our API has not", () => {
    const called = [...all.matchAll(/["'`}](\/api\/v1\/[a-z/-]+)/g)].map(([, at]) => at);
    const known = new Set(endpoints.map(({ contract }) => contract.path));
    expect(new Set(called).size).toBeGreaterThanOrEqual(4);
    for (const at of called) expect(known, at).toContain(at);
    expect(all).toContain("/.well-known/jwks.json");
  });

  test("needs one act of a key, and names it as the desk does", () => {
    const push = endpoints.find(({ contract }) => contract.id === "pushStory")?.contract;
    expect(push).toMatchObject({ method: "PUT", path: "/api/v1/desk/stories", access: "stories.import" });
    expect(keyActs).toContain("stories.import");
    const sent = [
      ...(/\$story\s+= array\(([\s\S]*?)\n\t\);/.exec(textOf("includes/story.php"))?.[1] ?? "").matchAll(
        /'(\w+)'\s+=>/g,
      ),
    ];
    // What the newsroom picks is picked at the desk: a post that says nothing of it leaves that as it is.
    const { picked: _, ...told } = storyPush.shape;
    expect(sent.map(([, name]) => name).sort()).toEqual(Object.keys(told).sort());
  });

  test("keeps the places of the elements with the very style sheet that we serve", () => {
    expect(textOf("assets/masthead.css")).toBe(fs.readFileSync("lib/embed/masthead.css", "utf8"));
  });

  test("takes away whatever it keeps", () => {
    const options = [...all.matchAll(/const \w*OPTION\s+= '(\w+)'/g)].map(([, name]) => name);
    const notes = new Set([...all.matchAll(/_post_meta\([^,]+, '(_masthead_\w+)'/g)].map(([, name]) => name));
    expect(options).toHaveLength(5);
    expect(notes.size).toBe(3);
    for (const name of [...options, ...notes]) expect(textOf("uninstall.php"), name).toContain(`'${name}'`);
    for (const name of ["masthead_push", "masthead_refresh"]) expect(textOf("uninstall.php")).toContain(`'${name}'`);
  });

  test("is strict in every file of PHP, and none can be asked for by itself", () => {
    expect(php.length).toBeGreaterThan(20);
    for (const { file, text } of php) expect(text, file).toContain("declare( strict_types=1 );");
    for (const { file, text } of php.filter(
      (one) => /(page|form|template)\.php$/.test(one.file) && one.text.includes("?>"),
    ))
      expect(text, file).toContain("defined( 'ABSPATH' ) || exit;");
  });

  test.runIf(hasPhp)("can be read by the PHP that is here", () => {
    const reads =
      "foreach (array_slice($argv, 1) as $file) token_get_all(file_get_contents($file), TOKEN_PARSE); echo count($argv) - 1;";
    const paths = php.map(({ file }) => path.join(plugin, file));
    expect(execFileSync("php", ["-r", reads, "--", ...paths], { encoding: "utf8" })).toBe(String(php.length));
  });
});
