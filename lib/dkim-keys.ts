import { generateKeyPairSync } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { Ctx } from "./context.ts";
import { type DkimKey, readDkimKey } from "./dkim.ts";
import { Refusal } from "./errors.ts";

const ending = ".pem";
const waiting = ".pem.waiting";
const domainSchema = z
  .string()
  .toLowerCase()
  .regex(
    /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/,
    "Write a domain, like paper.example.",
  );
const selectorSchema = z
  .string()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "Write a selector of letters, digits and hyphens, like nov26.");

const placeOf = (ctx: Pick<Ctx, "env">, ...rest: string[]) => path.join(ctx.env.dkimDir, ...rest);

/**
 * The keys that sign for a domain, all at once: every `<selector>.pem` under DKIM_DIR/<domain>. None at all means that the
 * provider signs; keys for other domains only mean that somebody forgot this one.
 * @throws Refusal settings_missing in that case, and for a key that cannot be read
 */
export async function dkimKeysFor(ctx: Pick<Ctx, "env">, domain: string): Promise<DkimKey[]> {
  const files = (await list(placeOf(ctx, domain.toLowerCase()))).filter((file) => file.endsWith(ending));
  if (files.length === 0 && (await domainsWithKeys(ctx)).length > 0)
    throw new Refusal(
      "settings_missing",
      `There is no DKIM key for ${domain}, so its mails would go unsigned. Make one with \`masthead dkim create ${domain}\`.`,
    );
  return Promise.all(files.sort().map((file) => keyIn(ctx, domain.toLowerCase(), file)));
}

async function keyIn(ctx: Pick<Ctx, "env">, domain: string, file: string): Promise<DkimKey> {
  const selector = file.slice(0, -ending.length);
  const pem = await fs.readFile(placeOf(ctx, domain, file), "utf8");
  try {
    return readDkimKey(domain, selector, pem);
  } catch (cause) {
    throw new Refusal(
      "settings_missing",
      `The DKIM key ${selector} of ${domain} cannot be read. Make another with \`masthead dkim create ${domain} --selector NAME\`, and take this one away.`,
      {},
      { cause },
    );
  }
}

async function domainsWithKeys(ctx: Pick<Ctx, "env">): Promise<string[]> {
  const found: string[] = [];
  for (const domain of await list(placeOf(ctx)))
    if ((await list(placeOf(ctx, domain))).some((file) => file.endsWith(ending))) found.push(domain);
  return found;
}

export type DnsRecord = { name: string; type: "TXT"; value: string };

/**
 * Makes an RSA-2048 and an Ed25519 key. They sign once `useDkim` is told that their public halves stand in DNS.
 * @throws Refusal invalid_input; already_decided when the selector is taken
 */
export async function createDkim(ctx: Pick<Ctx, "env">, domain: string, selector: string): Promise<DnsRecord[]> {
  const [at, name] = [parsed(domainSchema, domain), parsed(selectorSchema, selector)];
  await fs.mkdir(placeOf(ctx, at), { recursive: true, mode: 0o700 });
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const ed = generateKeyPairSync("ed25519");
  const made: DnsRecord[] = [];
  for (const [one, kind, p] of [
    [rsa, "rsa", rsa.publicKey.export({ type: "spki", format: "der" }).toString("base64")],
    [ed, "ed25519", Buffer.from(ed.publicKey.export({ format: "jwk" }).x ?? "", "base64url").toString("base64")],
  ] as const) {
    const own = `${name}-${kind === "rsa" ? "r" : "e"}`;
    const taken = (await list(placeOf(ctx, at))).some((file) => file === own + ending || file === own + waiting);
    if (taken)
      throw new Refusal("already_decided", `There is a key ${own} for ${at} already. Choose another selector.`);
    await fs.writeFile(placeOf(ctx, at, own + waiting), one.privateKey.export({ type: "pkcs8", format: "pem" }), {
      mode: 0o600,
    });
    made.push({ name: `${own}._domainkey.${at}`, type: "TXT", value: `v=DKIM1; k=${kind}; p=${p}` });
  }
  return made;
}

/** Lets the keys of a selector sign, and takes those of all others away from signing. Their DNS may go a week later. */
export async function useDkim(ctx: Pick<Ctx, "env">, domain: string, selector: string): Promise<string[]> {
  const [at, name] = [parsed(domainSchema, domain), parsed(selectorSchema, selector)];
  const files = await list(placeOf(ctx, at));
  const isOf = (file: string) => file.startsWith(`${name}-r.`) || file.startsWith(`${name}-e.`);
  if (!files.some(isOf))
    throw new Refusal(
      "not_found",
      `There is no key ${name} for ${at}. Make one with \`masthead dkim create ${at} --selector ${name}\`.`,
    );
  for (const file of files.filter((one) => isOf(one) && one.endsWith(waiting)))
    await fs.rename(placeOf(ctx, at, file), placeOf(ctx, at, file.slice(0, -waiting.length) + ending));
  for (const file of files.filter((one) => !isOf(one) && one.endsWith(ending)))
    await fs.rename(placeOf(ctx, at, file), placeOf(ctx, at, `${file}.retired`));
  return (await list(placeOf(ctx, at)))
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length));
}

const list = (dir: string): Promise<string[]> =>
  fs.readdir(dir).catch((problem: NodeJS.ErrnoException) => {
    if (problem.code === "ENOENT" || problem.code === "ENOTDIR") return [];
    throw problem;
  });

function parsed(schema: z.ZodType<string>, text: string): string {
  const read = schema.safeParse(text);
  if (!read.success) throw new Refusal("invalid_input", read.error.issues[0]?.message ?? "Write it otherwise.");
  return read.data;
}
