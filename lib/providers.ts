import { z } from "zod";
import { isUrl } from "./is-url.ts";

/** A mail server that carries our mails, as one address of SMTP_URL describes it. */
export type Provider = {
  /** How buckets, pauses and the ledger call it. Unique. */
  name: string;
  /** For nodemailer: without our own options, with nodemailer's. */
  url: string;
  /** Its share of the mails, against those of the other providers. */
  weight: number;
  /** How many conversations each worker may have open with it. */
  connections: number;
  /** Mails a second, of all workers together; null for as fast as it takes them. */
  perSecond: number | null;
  /** Mails in any 24 hours; null for no limit. */
  perDay: number | null;
  /** The first day (UTC) of its warm-up; null when it has none. */
  warmUpSince: Date | null;
  /** "prompt" are mails that a person waits for, like sign-in mails. */
  carries: "all" | "mailings" | "prompt";
  /** How long it may take for an answer, in milliseconds: before a mail's body, and after its final dot. */
  patience: { beforeBody: number; afterBody: number };
  /** Whether we sign what goes through it; false where the provider does. */
  signs: boolean;
  /** Whose it is, when its mails must carry something for its webhook to know them by; null for anybody's. */
  service: Service | null;
  /** The largest mail that it takes, in bytes, as the operator knows it; null when it says so itself. */
  largest: number | null;
};

/** Providers whose webhooks we read. */
export const services = ["postmark", "mailgun", "sendgrid", "ses"] as const;
export type Service = (typeof services)[number];

/** By the names of their own mail servers. */
const hostsOf: Record<Service, RegExp> = {
  postmark: /(^|\.)postmarkapp\.com$/,
  mailgun: /(^|\.)mailgun\.org$/,
  sendgrid: /(^|\.)sendgrid\.net$/,
  ses: /^email-smtp(-fips)?\..+\.amazonaws\.com(\.cn)?$/,
};

const example = "smtps://user:password@smtp.example.org:465";
const aboutRate = "rate is how many mails a second, minute or hour, like rate=14/s or rate=600/m";
const perUnit = { s: 1, m: 60, h: 3600 } as const;

const count = (name: string, least: number, most: number) =>
  z.string().transform((text, check) => {
    const number = Number(text);
    if (/^\d{1,10}$/.test(text) && number >= least && number <= most) return number;
    return refused(check, `${name} is a whole number from ${least} to ${most}, like ${name}=${Math.max(3, least)}`);
  });

const options = z.object({
  name: z
    .string()
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$/, "name is at most 63 letters, digits, dots and hyphens, like name=ses")
    .optional(),
  weight: count("weight", 1, 1000).default(1),
  connections: count("connections", 1, 500).default(10),
  rate: z
    .string()
    .transform((text, check) => {
      const [, number, unit = "s"] = /^(\d{1,6}(?:\.\d{1,3})?)(?:\/([smh]))?$/.exec(text) ?? [];
      const rate = Number(number) / perUnit[unit as keyof typeof perUnit];
      return rate > 0 ? rate : refused(check, aboutRate);
    })
    .nullable()
    .default(null),
  daily: count("daily", 1, 1_000_000_000).nullable().default(null),
  warmup: z
    .string()
    .transform((text, check) => {
      const isDay = z.iso.date().safeParse(text).success;
      return isDay
        ? new Date(`${text}T00:00:00Z`)
        : refused(check, "warmup is the day on which it began, like warmup=2026-11-20");
    })
    .nullable()
    .default(null),
  for: z
    .enum(
      ["all", "mailings", "prompt"],
      "for is mailings, prompt (mails that a person waits for, like sign-in mails) or all",
    )
    .default("all"),
  patience: count("patience", 1, 60).default(60),
  // A server may take ten minutes after the final dot (RFC 1047); the ledger's lease lasts fifteen.
  verdict: count("verdict", 1, 660).default(660),
  dkim: z.enum(["on", "off"], "dkim is on, or off where the provider signs by itself").default("on"),
  service: z.enum([...services, "other"], `service is one of ${services.join(", ")}, or other`).optional(),
  size: z
    .string()
    .transform((text, check) => {
      const [, number, unit = ""] = /^(\d{1,10})([kM]?)$/.exec(text) ?? [];
      const bytes = Number(number) * { "": 1, k: 1024, M: 1024 * 1024 }[unit as "" | "k" | "M"];
      return bytes > 0 ? bytes : refused(check, "size is the largest mail that it takes, in bytes, like size=25M");
    })
    .nullable()
    .default(null),
});
const ours = Object.keys(options.shape);
/** What nodemailer takes from an address; a slip of the pen in one of ours must not count as one of its. */
const nodemailers =
  /^(tls\.|auth\.|(secure|ignoreTLS|requireTLS|opportunisticTLS|authMethod|localAddress|servername|lmtp|connectionTimeout|greetingTimeout|socketTimeout|dnsTimeout)$)/;

/**
 * SMTP_URL: one address or several, separated by white space, each with options in its query. No message repeats any of it,
 * because it may hold a password.
 */
export const smtpUrls = z.string().transform((text, check): Provider[] => {
  const addresses = text.split(/\s+/).filter(Boolean);
  const providers = addresses.flatMap((address, at) => {
    const where = addresses.length > 1 ? `SMTP_URL, address ${at + 1}` : "SMTP_URL";
    return one(address, (problem) => check.addIssue({ code: "custom", message: `${where}: ${problem}.` }));
  });
  if (providers.length < addresses.length || addresses.length === 0) {
    if (addresses.length === 0) refused(check, `SMTP_URL is empty; write it like ${example}, or leave it out.`);
    return z.NEVER;
  }
  const names = providers.map(({ name }) => name).filter(Boolean);
  if (new Set(names).size < names.length)
    return refused(check, "SMTP_URL: Two addresses have one name; give each its own, like name=ses and name=own.");
  if (!providers.some(({ carries }) => carries !== "mailings"))
    return refused(check, "SMTP_URL: No address carries sign-in mails; leave for=mailings out of at least one.");
  if (!providers.some(({ carries }) => carries !== "prompt"))
    return refused(check, "SMTP_URL: No address carries mailings; leave for=prompt out of at least one.");
  const taken = new Set(names);
  return providers.map((provider) => {
    const { hostname, port, protocol } = new URL(provider.url);
    const host = `${hostname}:${port || (protocol === "smtps:" ? 465 : 587)}`;
    let name = provider.name || host;
    for (let n = 2; !provider.name && taken.has(name); n++) name = `${host}#${n}`;
    taken.add(name);
    return { ...provider, name };
  });
});

/** @throws ZodError with one sentence for each thing that is wrong */
export const parseProviders = (smtpUrl: string): Provider[] => smtpUrls.parse(smtpUrl);

const firstDay = 50;
const growth = 1.5;
const warm = 1_000_000;

/**
 * How many mails a provider may carry in 24 hours, as of today; null for any number. A warm-up begins with 50 on its first
 * day and grows by half each day until the provider's own limit, or a million, is reached.
 */
export function warmUpLimit(provider: Pick<Provider, "perDay" | "warmUpSince">, now: Date): number | null {
  const { perDay, warmUpSince } = provider;
  if (!warmUpSince) return perDay;
  const days = Math.max(0, Math.floor((now.getTime() - warmUpSince.getTime()) / 86_400_000));
  const today = Math.floor(firstDay * growth ** days);
  return today >= (perDay ?? warm) ? perDay : today;
}

/** One address, its name empty unless given; nothing when something is wrong with it. */
function one(address: string, wrong: (problem: string) => void): Provider[] {
  const url = isUrl(address) ? new URL(address) : undefined;
  if (!url?.hostname || !["smtp:", "smtps:"].includes(url.protocol)) {
    wrong(`This is not an address that starts with smtp:// or smtps://; write it like ${example}`);
    return [];
  }
  const keys = [...url.searchParams.keys()];
  if (keys.some((key) => !ours.includes(key) && !nodemailers.test(key)) || new Set(keys).size < keys.length) {
    wrong(
      `It has an option that nobody knows, or one twice; the options are ${ours.join(", ")}, and tls.… of nodemailer`,
    );
    return [];
  }
  const parsed = options.safeParse(Object.fromEntries(url.searchParams));
  if (!parsed.success) {
    for (const issue of parsed.error.issues) wrong(issue.message);
    return [];
  }
  const {
    name,
    weight,
    connections,
    rate,
    daily,
    warmup,
    for: carries,
    patience,
    verdict,
    dkim,
    service,
    size,
  } = parsed.data;
  return [
    {
      name: name ?? "",
      url: withoutOurs(address),
      weight,
      connections,
      perSecond: rate,
      perDay: daily,
      warmUpSince: warmup,
      carries,
      patience: { beforeBody: patience * 1_000, afterBody: verdict * 1_000 },
      signs: dkim === "on",
      service: service === "other" ? null : (service ?? serviceAt(url.hostname)),
      largest: size,
    },
  ];
}

const serviceAt = (host: string): Service | null => services.find((one) => hostsOf[one].test(host)) ?? null;

/** The rest stays letter by letter: a password is not to be encoded anew. */
function withoutOurs(address: string): string {
  const [bare = "", query = ""] = address.split("?", 2);
  const rest = query.split("&").filter((pair) => pair !== "" && !ours.includes(pair.split("=", 1)[0] ?? ""));
  return rest.length > 0 ? `${bare}?${rest.join("&")}` : bare;
}

function refused(check: z.core.$RefinementCtx, message: string) {
  check.addIssue({ code: "custom", message });
  return z.NEVER;
}
