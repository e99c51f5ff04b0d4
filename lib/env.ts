import path from "node:path";
import ipaddr from "ipaddr.js";
import { z } from "zod";
import { isUrl } from "./is-url.ts";
import { type Provider, smtpUrls } from "./providers.ts";
import { appleKeyFrom, providersOf, type SignInProvider, togetherSettings } from "./sign-in-providers.ts";

/** How readers pay, through Stripe or through what stands in for it. */
export type Payments = {
  /** Of the key. A database belongs to one of them for good, so that nothing bought in a test ever opens a story that is sold. */
  mode: "live" | "test" | "rehearsal";
  secretKey: string;
  /** Any of them signs: two while they roll. */
  webhookSecrets: string[];
  /** Of the rehearsal; undefined for Stripe itself. */
  apiUrl: string | undefined;
};

/** Every setting that comes from outside, parsed once, named by domain. Nothing else in the product reads process.env. */
export type Env = {
  isProduction: boolean;
  /** `workerPort` is where a worker alone answers health and figures; 0 for nowhere. */
  http: { port: number; workerPort: number; host: string; appUrl: string; isSecure: boolean; trustedProxies: number };
  dataDir: string;
  /** Where DKIM keys lie, a folder for each domain. */
  dkimDir: string;
  /** Undefined: the embedded PostgreSQL in `dataDir`. */
  databaseUrl: string | undefined;
  /** The first of `providers`, bare. Undefined: the local mail catcher. */
  smtpUrl: string | undefined;
  /** Empty when SMTP_URL was left out. */
  providers: Provider[];
  /** Undefined: made on the first start and kept in `dataDir`. */
  authSecret: string | undefined;
  /** Providers by which members sign in beside the mail, in the order of their buttons; empty without their keys. */
  signInWith: SignInProvider[];
  staff: {
    /** Whether nobody gets to the desk without a second factor; whoever has set one up is asked for it in any case. */
    needsSecondFactor: boolean;
  };
  readingList: {
    /** Whether devices may keep a copy for when there is no network. Off: those that do are told to take it away. */
    isOffline: boolean;
  };
  /** What the desk has not set. */
  publication: { name: string; mailFrom: string; senderName: string; postalAddress: string };
  /** How bounces and complaints come back; each way is off while its setting is missing. */
  returns: {
    /** Lower case. Undefined: no return path of our own. */
    domain: string | undefined;
    /** 0: no inbound port. */
    smtpPort: number;
    smtpHost: string;
    imapUrl: string | undefined;
    sesTopic: string | undefined;
    postmarkSecret: string | undefined;
    mailgunKey: string | undefined;
    /** An ECDSA public key: base64 of its DER. */
    sendgridKey: string | undefined;
  };
  sending: {
    /** From which the operator's own mail server reaches others; empty where nobody has told. */
    addresses: string[];
    /** Zones of blocklists that may be asked about them. */
    blocklists: string[];
  };
  /** Where a SpamAssassin (spamd:) or an rspamd (http:) stands that may be shown drafts. Undefined: none is asked. */
  spamCheck: string | undefined;
  /** Addresses and ranges inside the operator's own network that webhooks may be sent to. */
  webhookNetworks: string[];
  /** Undefined: nothing is sold here. */
  payments: Payments | undefined;
  /** Where spans go, by OpenTelemetry's own names of settings; undefined makes none. */
  traces: { url: string; headers: Record<string, string>; share: number; service: string } | undefined;
  logLevel: (typeof logLevels)[number];
};

const logLevels = ["fatal", "error", "warn", "info", "debug", "silent"] as const;

const whole = (name: string, least: number, most: number, fallback: number) =>
  z
    .string()
    .optional()
    .transform((text, check) => {
      if (text === undefined || text === "") return fallback;
      const number = Number(text);
      if (Number.isInteger(number) && number >= least && number <= most) return number;
      check.addIssue({
        code: "custom",
        message: `${name} is "${text}"; set it to a whole number from ${least} to ${most}, or leave it out for ${fallback}.`,
      });
      return z.NEVER;
    });

/** With white space or commas between; null when one of them is not as it should be. */
const list = (isOne: (text: string) => boolean) =>
  z
    .string()
    .default("")
    .transform((text) => {
      const found = text
        .toLowerCase()
        .split(/[\s,]+/)
        .filter(Boolean);
      return found.every(isOne) ? found : null;
    });

const decoded = (text: string) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const address = (name: string, schemes: string[], example: string) =>
  z
    .string()
    .optional()
    .transform((text, check) => {
      if (text === undefined || text === "") return undefined;
      if (isUrl(text) && schemes.includes(new URL(text).protocol)) return text;
      check.addIssue({
        code: "custom",
        // The value may hold a password, so it is not repeated.
        message: `${name} is not an address that starts with ${schemes.map((scheme) => `${scheme}//`).join(" or ")}; write it like ${example}.`,
      });
      return z.NEVER;
    });

const schema = z
  .object({
    NODE_ENV: z.string().optional(),
    PORT: whole("PORT", 0, 65_535, 3000),
    WORKER_PORT: whole("WORKER_PORT", 0, 65_535, 0),
    HOST: z.string().min(1, "HOST is empty; set it to an address to listen on, like 127.0.0.1.").default("127.0.0.1"),
    APP_URL: address("APP_URL", ["http:", "https:"], "https://members.example.org"),
    TRUSTED_PROXIES: whole("TRUSTED_PROXIES", 0, 10, 0),
    DATA_DIR: z.string().default(".data"),
    DKIM_DIR: z.string().optional(),
    DATABASE_URL: address(
      "DATABASE_URL",
      ["postgres:", "postgresql:"],
      "postgresql://user:password@host:5432/masthead",
    ),
    SMTP_URL: smtpUrls.optional(),
    AUTH_SECRET: z
      .string()
      .min(16, "AUTH_SECRET is shorter than 16 characters; make one with `openssl rand -base64 33`.")
      .optional(),
    OIDC_NAME: z.string().trim().max(40, "OIDC_NAME is longer than 40 characters.").default("single sign-on"),
    OIDC_ISSUER: address("OIDC_ISSUER", ["https:", "http:"], "https://login.example.org"),
    OIDC_CLIENT_ID: z.string().optional(),
    OIDC_CLIENT_SECRET: z.string().optional(),
    GOOGLE_CLIENT_ID: z.string().optional(),
    GOOGLE_CLIENT_SECRET: z.string().optional(),
    APPLE_CLIENT_ID: z.string().optional(),
    APPLE_TEAM_ID: z.string().optional(),
    APPLE_KEY_ID: z.string().optional(),
    APPLE_PRIVATE_KEY: z
      .string()
      .transform((text, check) => {
        const key = appleKeyFrom(text);
        if (key) return key;
        check.addIssue({
          code: "custom",
          // It is a secret, so it is not repeated.
          message:
            "APPLE_PRIVATE_KEY is not the key that Apple gave you (AuthKey_….p8); write the whole of it, from BEGIN to END, with \\n where a line ends.",
        });
        return z.NEVER;
      })
      .optional(),
    GITHUB_CLIENT_ID: z.string().optional(),
    GITHUB_CLIENT_SECRET: z.string().optional(),
    STAFF_SECOND_FACTOR: z
      .enum(
        ["required", "optional"],
        "STAFF_SECOND_FACTOR is neither required nor optional; leave it out for required on a database of your own.",
      )
      .optional(),
    OFFLINE_READING: z.enum(["on", "off"], "OFFLINE_READING is neither on nor off; leave it out for on.").default("on"),
    PUBLICATION_NAME: z
      .string()
      .trim()
      .min(1, "PUBLICATION_NAME is empty; set it to the name of the publication.")
      .default("The Meridian"),
    MAIL_FROM: z
      .string()
      .default("news@meridian.example")
      .transform((text, check) => {
        const [, name, inside] = /^\s*"?([^"<>]*?)"?\s*<([^<>]+)>\s*$/.exec(text) ?? [];
        const parsed = z.email().safeParse(inside ?? text.trim());
        if (parsed.success) return { address: parsed.data, name: name || undefined };
        check.addIssue({
          code: "custom",
          message:
            "MAIL_FROM is not an e-mail address; write it like news@example.org or The Meridian <news@example.org>.",
        });
        return z.NEVER;
      }),
    POSTAL_ADDRESS: z.string().trim().default("The Meridian, 1 Harrow Weir, Marlow"),
    RETURN_DOMAIN: z
      .string()
      .trim()
      .toLowerCase()
      .regex(
        /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$/,
        "RETURN_DOMAIN is not the name of a domain; write it like bounces.example.org.",
      )
      .max(150, "RETURN_DOMAIN is longer than 150 characters; choose a shorter name.")
      .optional(),
    INBOUND_SMTP_PORT: whole("INBOUND_SMTP_PORT", 0, 65_535, 0),
    INBOUND_SMTP_HOST: z.string().default("127.0.0.1"),
    IMAP_URL: address("IMAP_URL", ["imap:", "imaps:"], "imaps://user:password@imap.example.org/INBOX"),
    SENDING_ADDRESSES: list((text) => ipaddr.isValid(text)).refine(
      (found) => found !== null,
      "SENDING_ADDRESSES holds what is no IP address; write those from which your mail server reaches others, like 203.0.113.25.",
    ),
    BLOCKLISTS: list((text) => /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]+$/.test(text)).refine(
      (found) => found !== null,
      "BLOCKLISTS holds what is no zone of DNS; write them like zen.spamhaus.org, with a space between.",
    ),
    SPAM_CHECK: address("SPAM_CHECK", ["spamd:", "http:", "https:"], "spamd://127.0.0.1:783 or http://127.0.0.1:11333"),
    WEBHOOK_NETWORKS: z
      .string()
      .default("")
      .transform((text, check) => {
        const networks = text.split(/[\s,]+/).filter(Boolean);
        for (const network of networks)
          if (!ipaddr.isValidCIDR(network) && !ipaddr.isValid(network))
            check.addIssue({
              code: "custom",
              message: `WEBHOOK_NETWORKS holds ${network}, which is no network; write addresses or ranges like 10.1.0.0/16.`,
            });
        return networks;
      }),
    SES_TOPIC_ARN: z
      .string()
      .regex(
        /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d+:[\w-]+$/,
        "SES_TOPIC_ARN is not the name of an SNS topic; write it like arn:aws:sns:eu-west-1:123456789012:bounces.",
      )
      .optional(),
    POSTMARK_WEBHOOK_SECRET: z
      .string()
      .min(16, "POSTMARK_WEBHOOK_SECRET is shorter than 16 characters; make one with `openssl rand -hex 24`.")
      .optional(),
    MAILGUN_SIGNING_KEY: z
      .string()
      .min(16, "MAILGUN_SIGNING_KEY is too short; copy it from Mailgun's API security page.")
      .optional(),
    SENDGRID_PUBLIC_KEY: z
      .string()
      .regex(
        /^[A-Za-z0-9+/]{80,}={0,2}$/,
        "SENDGRID_PUBLIC_KEY is not a verification key; copy the one line from SendGrid's page of the event webhook.",
      )
      .optional(),
    STRIPE_SECRET_KEY: z
      .string()
      .regex(
        /^(sk|rk)_(test|live)_\w+$/,
        "STRIPE_SECRET_KEY is no secret key; copy one that begins with sk_ or rk_ from Stripe's page of API keys.",
      )
      .optional(),
    STRIPE_WEBHOOK_SECRET: z
      .string()
      .default("")
      .transform((text, check) => {
        const secrets = text.split(/[\s,]+/).filter(Boolean);
        if (secrets.length > 2 || secrets.some((secret) => !/^whsec_\w{8,}$/.test(secret)))
          check.addIssue({
            code: "custom",
            message:
              "STRIPE_WEBHOOK_SECRET is not the signing secret of a webhook; copy the one that begins with whsec_, and two with a space between while they roll.",
          });
        return secrets;
      }),
    STRIPE_API_URL: address("STRIPE_API_URL", ["http:", "https:"], "http://127.0.0.1:12111"),
    OTEL_EXPORTER_OTLP_ENDPOINT: address("OTEL_EXPORTER_OTLP_ENDPOINT", ["http:", "https:"], "http://127.0.0.1:4318"),
    OTEL_EXPORTER_OTLP_HEADERS: z
      .string()
      .default("")
      .transform((text, check) => {
        const pairs = text.split(",").flatMap((pair) => (pair.trim() ? [/^([\w-]+)=(.+)$/.exec(pair.trim())] : []));
        // The value is a secret, so it is not repeated.
        if (pairs.includes(null))
          check.addIssue({
            code: "custom",
            message:
              "OTEL_EXPORTER_OTLP_HEADERS is no list of headers; write it like authorization=Bearer%20…,x-tenant=1.",
          });
        return Object.fromEntries(pairs.flatMap((pair) => (pair ? [[pair[1] ?? "", decoded(pair[2] ?? "")]] : [])));
      }),
    OTEL_TRACES_SAMPLER_ARG: z.coerce
      .number("OTEL_TRACES_SAMPLER_ARG is no share; write a number from 0 to 1, like 0.1, or leave it out for all.")
      .min(0, "OTEL_TRACES_SAMPLER_ARG is no share; write a number from 0 to 1, like 0.1, or leave it out for all.")
      .max(1, "OTEL_TRACES_SAMPLER_ARG is no share; write a number from 0 to 1, like 0.1, or leave it out for all.")
      .default(1),
    OTEL_SERVICE_NAME: z.string().trim().max(100).default("masthead"),
    LOG_LEVEL: z
      .enum(logLevels, `LOG_LEVEL is none of ${logLevels.join(", ")}; leave it out for info.`)
      .default("info"),
  })
  .superRefine((env, check) => {
    for (const names of togetherSettings) {
      const missing = names.filter((name) => !env[name]);
      if (missing.length > 0 && missing.length < names.length)
        check.addIssue({
          code: "custom",
          message: `${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} missing. Set all of ${names.join(", ")}, or none.`,
        });
    }
    if (env.OIDC_ISSUER?.startsWith("http:") && !isOnThisMachine(env.OIDC_ISSUER))
      check.addIssue({
        code: "custom",
        message: "OIDC_ISSUER begins with http:, which anybody between can read and change; use its https: address.",
      });
    if (env.INBOUND_SMTP_PORT > 0 && !env.RETURN_DOMAIN)
      check.addIssue({
        code: "custom",
        message:
          "INBOUND_SMTP_PORT is set without RETURN_DOMAIN, so it could take nothing. Set RETURN_DOMAIN too, or leave out both.",
      });
    for (const message of paymentProblems(env)) check.addIssue({ code: "custom", message });
    if (env.NODE_ENV === "production" && env.DATABASE_URL && !env.AUTH_SECRET)
      check.addIssue({
        code: "custom",
        message:
          "AUTH_SECRET is missing. In production with DATABASE_URL set, every process must share one secret: make it once with `openssl rand -base64 33` and set it everywhere.",
      });
  });

/** Bad settings, one sentence each. */
export class BadSettings extends Error {
  override readonly name = "BadSettings";
}

/** @throws BadSettings naming each setting that is wrong and how to set it */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new BadSettings(parsed.error.issues.map((issue) => issue.message).join("\n"));
  const env = parsed.data;
  const appUrl = new URL(env.APP_URL ?? `http://localhost:${env.PORT}`).origin;
  return {
    isProduction: env.NODE_ENV === "production",
    http: {
      port: env.PORT,
      workerPort: env.WORKER_PORT,
      host: env.HOST,
      appUrl,
      isSecure: appUrl.startsWith("https:"),
      trustedProxies: env.TRUSTED_PROXIES,
    },
    dataDir: path.resolve(env.DATA_DIR),
    dkimDir: path.resolve(env.DKIM_DIR ?? path.join(env.DATA_DIR, "dkim")),
    databaseUrl: env.DATABASE_URL,
    smtpUrl: env.SMTP_URL?.[0]?.url,
    providers: env.SMTP_URL ?? [],
    authSecret: env.AUTH_SECRET,
    signInWith: providersOf(env),
    staff: {
      needsSecondFactor:
        (env.STAFF_SECOND_FACTOR ?? (env.NODE_ENV === "production" && env.DATABASE_URL ? "required" : "optional")) ===
        "required",
    },
    readingList: { isOffline: env.OFFLINE_READING === "on" },
    publication: {
      name: env.PUBLICATION_NAME,
      mailFrom: env.MAIL_FROM.address,
      senderName: env.MAIL_FROM.name ?? env.PUBLICATION_NAME,
      postalAddress: env.POSTAL_ADDRESS,
    },
    returns: {
      domain: env.RETURN_DOMAIN,
      smtpPort: env.INBOUND_SMTP_PORT,
      smtpHost: env.INBOUND_SMTP_HOST,
      imapUrl: env.IMAP_URL,
      sesTopic: env.SES_TOPIC_ARN,
      postmarkSecret: env.POSTMARK_WEBHOOK_SECRET,
      mailgunKey: env.MAILGUN_SIGNING_KEY,
      sendgridKey: env.SENDGRID_PUBLIC_KEY,
    },
    sending: { addresses: env.SENDING_ADDRESSES ?? [], blocklists: env.BLOCKLISTS ?? [] },
    spamCheck: env.SPAM_CHECK,
    webhookNetworks: env.WEBHOOK_NETWORKS,
    payments: paymentsOf(env),
    traces: env.OTEL_EXPORTER_OTLP_ENDPOINT
      ? {
          url: `${env.OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/+$/, "")}/v1/traces`,
          headers: env.OTEL_EXPORTER_OTLP_HEADERS,
          share: env.OTEL_TRACES_SAMPLER_ARG,
          service: env.OTEL_SERVICE_NAME || "masthead",
        }
      : undefined,
    logLevel: env.LOG_LEVEL,
  };
}

type PaymentSettings = {
  STRIPE_SECRET_KEY?: string | undefined;
  STRIPE_WEBHOOK_SECRET: string[];
  STRIPE_API_URL?: string | undefined;
  APP_URL?: string | undefined;
};

/** Test and live are told apart before anything is asked: a live key is never shown to what only stands in for Stripe. */
function* paymentProblems({ STRIPE_SECRET_KEY: key, STRIPE_WEBHOOK_SECRET, STRIPE_API_URL, APP_URL }: PaymentSettings) {
  if (!key && (STRIPE_WEBHOOK_SECRET.length > 0 || STRIPE_API_URL))
    yield "STRIPE_SECRET_KEY is missing. Set it with STRIPE_WEBHOOK_SECRET, or leave out both.";
  if (key && STRIPE_WEBHOOK_SECRET.length === 0)
    yield "STRIPE_WEBHOOK_SECRET is missing, so nobody could prove that Stripe has called. Let a webhook of Stripe lead to <APP_URL>/api/webhooks/stripe, and copy its signing secret.";
  if (!key?.includes("_live_")) return;
  if (STRIPE_API_URL)
    yield "STRIPE_API_URL is set beside a live key, which is for Stripe alone. Leave it out, or set the key of the rehearsal.";
  if (!APP_URL?.startsWith("https:"))
    yield "STRIPE_SECRET_KEY is a live key, and APP_URL does not begin with https:. Set APP_URL to what readers see, or use a test key on this machine.";
}

function paymentsOf(env: PaymentSettings): Payments | undefined {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecrets, STRIPE_API_URL: apiUrl } = env;
  if (!secretKey) return undefined;
  const mode = apiUrl ? "rehearsal" : secretKey.includes("_live_") ? "live" : "test";
  return { mode, secretKey, webhookSecrets, apiUrl };
}

function isOnThisMachine(address: string) {
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(address).hostname);
}
