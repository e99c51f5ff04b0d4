import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { builtVersion } from "../../built-version.ts";
import { about, type Finding } from "../../finding.ts";
import type { Check } from "./patient.ts";

const packageFile = z.object({ version: z.string(), engines: z.object({ node: z.string() }) });

export const version: Check = {
  title: "Version",
  needsDatabase: false,
  look: async ({ env }) => {
    const file = path.resolve(import.meta.dirname, "../../../package.json");
    const { version: ours, engines } = packageFile.parse(JSON.parse(fs.readFileSync(file, "utf8")));
    return [
      node(process.versions.node, engines.node),
      built(ours, builtVersion()),
      mode(env.isProduction, env.databaseUrl !== undefined),
    ];
  },
};

export function node(running: string, wanted: string): Finding {
  const say = about("node", "Node.js");
  return fits(running, wanted)
    ? say.ok(`${running}.`)
    : say.broken(`${running} is none that Masthead runs on.`, `Install one of ${wanted.replaceAll(" || ", " or ")}.`);
}

/** Of ranges there are only `^1.2.3` and `>=1.2.3` in our package file. */
const fits = (running: string, wanted: string) =>
  wanted.split("||").some((range) => {
    const [, sign, text] = /^\s*(\^|>=)?(\d+\.\d+\.\d+)\s*$/.exec(range) ?? [];
    if (!text) return false;
    const [first = 0, second = 0, third = 0] = running.split(".").map(Number);
    const [major = 0, minor = 0, patch = 0] = text.split(".").map(Number);
    const isNewer = first > major || (first === major && (second > minor || (second === minor && third >= patch)));
    return isNewer && (sign !== "^" || first === major);
  });

function built(ours: string, build: string): Finding {
  const say = about("build", "Masthead");
  return build === "unbuilt"
    ? say.warning(
        `${ours}; the site is not built in the folder from which this was started.`,
        "Run `npm run build` there; a worker alone needs none.",
      )
    : say.ok(`${ours}, build ${build}.`);
}

function mode(isProduction: boolean, isYours: boolean): Finding {
  const say = about("node-env", "NODE_ENV");
  if (isProduction) return say.ok("production: AUTH_SECRET and a second factor at the desk are musts.");
  return isYours
    ? say.warning(
        "It is not production, so AUTH_SECRET is no must and the desk opens without a second factor.",
        "Set NODE_ENV=production.",
      )
    : say.ok("Not production, as fits a database of its own.");
}
