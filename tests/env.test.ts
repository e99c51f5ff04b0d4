import { describe, expect, test } from "vitest";
import { BadSettings, readEnv } from "@/lib/env.ts";
import { build } from "@/lib/wiring.ts";

const problemsOf = (source: Record<string, string>) => {
  try {
    readEnv(source);
  } catch (problem) {
    if (problem instanceof BadSettings) return problem.message.split("\n");
    throw problem;
  }
  return [];
};

describe("a bad setting is named, with the way to set it right", () => {
  const table: [name: string, value: string, way: RegExp][] = [
    ["PORT", "80a", /PORT is "80a".*whole number from 0 to 65535.*leave it out for 3000/],
    ["PORT", "70000", /PORT.*65535/],
    ["PORT", "-1", /PORT.*0 to 65535/],
    ["TRUSTED_PROXIES", "many", /TRUSTED_PROXIES.*0 to 10/],
    ["APP_URL", "members.example.org", /APP_URL.*https:\/\/members\.example\.org/],
    ["APP_URL", "ftp://members.example.org", /APP_URL.*http:\/\/ or https:\/\//],
    ["DATABASE_URL", "mysql://localhost/db", /DATABASE_URL.*postgresql:\/\//],
    ["SMTP_URL", "mail.example.org", /SMTP_URL.*smtps:\/\//],
    ["AUTH_SECRET", "short", /AUTH_SECRET is shorter than 16.*openssl rand/],
    ["PUBLICATION_NAME", "  ", /PUBLICATION_NAME is empty.*set it/],
    ["MAIL_FROM", "News <news@example", /MAIL_FROM.*write it like news@example\.org/],
    ["LOG_LEVEL", "loud", /LOG_LEVEL.*leave it out for info/],
  ];
  test.each(table)("%s=%s", (name, value, way) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(way);
  });

  test("all of them at once, one sentence each", () => {
    expect(problemsOf({ PORT: "x", LOG_LEVEL: "x", MAIL_FROM: "x" })).toHaveLength(3);
  });

  test("an address with a password in it is never repeated", () => {
    for (const name of ["DATABASE_URL", "SMTP_URL"])
      expect(problemsOf({ [name]: "bogus://user:hunter2@host" }).join()).not.toContain("hunter2");
    expect(problemsOf({ AUTH_SECRET: "hunter2" }).join()).not.toContain("hunter2");
  });
});

describe("the secret", () => {
  const database = { DATABASE_URL: "postgresql://u:p@db:5432/masthead" };
  test("must be set in production beside a database of one's own", () => {
    expect(problemsOf({ ...database, NODE_ENV: "production" })[0]).toMatch(
      /AUTH_SECRET is missing.*openssl rand -base64 33/,
    );
    expect(problemsOf({ ...database, NODE_ENV: "production", AUTH_SECRET: "" })).toHaveLength(1);
    expect(problemsOf({ ...database, NODE_ENV: "production", AUTH_SECRET: "x".repeat(32) })).toEqual([]);
  });

  test("may be left out where one process makes and keeps it", () => {
    expect(problemsOf({ NODE_ENV: "production" })).toEqual([]);
    expect(problemsOf(database)).toEqual([]);
  });

  test("is asked for, with database and mail server, by a process on its own", () => {
    expect(() => build(readEnv({}))).toThrow(/DATABASE_URL, SMTP_URL and AUTH_SECRET must be set.*masthead start/);
  });
});

test("with nothing set, everything has a value that works on one machine", () => {
  expect(readEnv({})).toMatchObject({
    isProduction: false,
    http: { port: 3000, host: "127.0.0.1", appUrl: "http://localhost:3000", isSecure: false, trustedProxies: 0 },
    databaseUrl: undefined,
    smtpUrl: undefined,
    authSecret: undefined,
    returns: {
      domain: undefined,
      smtpPort: 0,
      smtpHost: "127.0.0.1",
      imapUrl: undefined,
      sesTopic: undefined,
      postmarkSecret: undefined,
      mailgunKey: undefined,
      sendgridKey: undefined,
    },
    logLevel: "info",
  });
});

test("an empty setting counts as left out", () => {
  expect(readEnv({ PORT: "", APP_URL: "", LOG_LEVEL: "", DATABASE_URL: "" })).toEqual(readEnv({}));
});

test("the path and slash of APP_URL do not get into links", () => {
  expect(readEnv({ APP_URL: "https://members.example.org/sub/?x#y" }).http.appUrl).toBe("https://members.example.org");
});

test("a sender may have a name beside the address", () => {
  const { publication } = readEnv({ MAIL_FROM: "The Weir <news@example.org>", PUBLICATION_NAME: "The Harrow Weir" });
  expect(publication).toMatchObject({ mailFrom: "news@example.org", senderName: "The Weir", name: "The Harrow Weir" });
});
