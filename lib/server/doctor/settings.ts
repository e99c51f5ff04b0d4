import fs from "node:fs/promises";
import path from "node:path";
import { about, type Finding } from "../../finding.ts";
import { publicationOf } from "../../publication.ts";
import { type Check, codeOf, isOnThisMachine, isProduction, type Patient } from "./patient.ts";

export const secret: Check = {
  title: "Secret",
  needsDatabase: false,
  look: async ({ env }) => {
    const say = about("secret", "AUTH_SECRET");
    const kept = path.join(env.dataDir, "secret");
    const isSet = env.authSecret !== undefined;
    const text = env.authSecret ?? (await fs.readFile(kept, "utf8").catch(() => "")).trim();
    if (text === "")
      return [
        say.warning(
          "There is none yet; the first start makes one and keeps it in DATA_DIR.",
          "Set AUTH_SECRET: `openssl rand -base64 33`.",
        ),
      ];
    const fix = "Make another with `openssl rand -base64 33`; it signs everybody out, so do it before readers come.";
    if (isGuessable(text))
      return [say.broken("It can be guessed, and whoever guesses it can sign in as anybody.", fix)];
    if (text.length < 32) return [say.warning(`It has ${text.length} characters; 32 and more are safe for good.`, fix)];
    if (!isSet && env.databaseUrl)
      return [
        say.warning(
          "It lies in DATA_DIR of this machine alone, so a process on another one would make its own.",
          "Set AUTH_SECRET to it on every machine.",
        ),
      ];
    return isSet ? [say.ok("Long, and hard to guess.")] : [await isPrivate(kept)];
  },
};

/** Words of documents and keyboards, and what repeats itself. */
const isGuessable = (text: string) =>
  new Set(text).size < 8 || /change.?me|secret|password|example|qwerty|123456|masthead|your.?key/i.test(text);

async function isPrivate(file: string): Promise<Finding> {
  const say = about("secret", "AUTH_SECRET");
  const { mode } = await fs.stat(file);
  return mode & 0o077
    ? say.broken("It lies in DATA_DIR, where other users of this machine can read it.", "chmod 600 DATA_DIR/secret")
    : say.ok("Made by the first start, and kept in DATA_DIR.");
}

export const publication: Check = {
  title: "Publication",
  needsDatabase: true,
  look: async (patient) => {
    const { name, mailFrom, postalAddress } = await publicationOf(patient);
    return [title(patient, name), sender(patient, mailFrom), postal(patient, postalAddress)];
  },
};

function title(patient: Patient, name: string): Finding {
  const say = about("name", "Name");
  return name === "The Meridian" && isProduction(patient)
    ? say.warning(
        "It bears the name of the demo, The Meridian.",
        "Set it at the desk under Settings, or by PUBLICATION_NAME.",
      )
    : say.ok(`${name}.`);
}

function sender(patient: Patient, mailFrom: string): Finding {
  const say = about("mail-from", "Sender");
  const domain = mailFrom.slice(mailFrom.lastIndexOf("@") + 1);
  if (!/@(.+\.)?(example|test|invalid|localhost)$|@(.+\.)?example\.(com|org|net)$/i.test(mailFrom))
    return say.ok(`Mails come from ${domain}.`);
  const words = `Mails come from ${domain}, which is made up, so nobody believes them.`;
  const fix = "Set it at the desk under Settings, or by MAIL_FROM, to an address of a domain of yours.";
  return isProduction(patient) ? say.broken(words, fix) : say.warning(words, fix);
}

function postal(patient: Patient, postalAddress: string): Finding {
  const say = about("postal", "Postal address");
  const fix = "Set yours at the desk under Settings, or by POSTAL_ADDRESS: every newsletter must carry it by law.";
  if (postalAddress.trim().length < 10) return say.broken("There is none, and no newsletter goes out without it.", fix);
  if (!/^The Meridian, 1 Harrow Weir/.test(postalAddress)) return say.ok("Set.");
  return isProduction(patient)
    ? say.broken("It is that of the demo.", fix)
    : say.warning("It is that of the demo.", fix);
}

export const data: Check = {
  title: "Disk",
  needsDatabase: false,
  look: async ({ env }) => {
    const say = about("disk", "DATA_DIR");
    try {
      await fs.access(env.dataDir, fs.constants.W_OK);
      const { bavail, bsize } = await fs.statfs(env.dataDir);
      const free = bavail * bsize;
      const words = `${(free / 1e9).toFixed(1)} GB are free.`;
      if (free < 200e6) return [say.broken(words, "Make room: when the disk is full nothing more can be written.")];
      if (free < 2e9) return [say.warning(words, "Make room, or give it a larger disk.")];
      return [say.ok(words)];
    } catch (problem) {
      const code = codeOf(problem);
      if (code === "ENOENT")
        return [say.off("There is none yet; the first start makes it.", "Name a folder that lasts by DATA_DIR.")];
      return [say.broken(`It cannot be written (${code}).`, "Give the user of Masthead the right to write there.")];
    }
  },
};

export const proxies = ({ env }: Patient): Finding => {
  const say = about("proxies", "TRUSTED_PROXIES");
  if (env.http.isSecure && env.http.trustedProxies === 0 && !isOnThisMachine(env.http.appUrl))
    return say.broken(
      "APP_URL is https, so a proxy stands before us, and none is trusted: all readers count as one network and share its limits.",
      "Set TRUSTED_PROXIES to the number of proxies, and let each append to X-Forwarded-For.",
    );
  return say.ok(
    env.http.trustedProxies === 0
      ? "None stands before us."
      : `${env.http.trustedProxies}, as many as are said to stand before us.`,
  );
};
