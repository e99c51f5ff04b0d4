import * as client from "openid-client";
import { z } from "zod";
import type { SignInProvider } from "../sign-in-providers.ts";
import type { Said } from "./provider.ts";

const patienceMs = 8_000;

const account = z.object({ id: z.int().positive() });
const addresses = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/** GitHub says nothing of itself at a known place, so we do. */
export function gitHubConfig({ issuer, clientId, clientSecret }: SignInProvider): client.Configuration {
  const config = new client.Configuration(
    {
      issuer,
      authorization_endpoint: `${issuer}/login/oauth/authorize`,
      token_endpoint: `${issuer}/login/oauth/access_token`,
    },
    clientId,
    clientSecret,
  );
  config.timeout = patienceMs / 1_000;
  if (issuer.startsWith("http:")) client.allowInsecureRequests(config);
  return config;
}

/** The account by its number, for names there change owners, and its primary address, if GitHub has proven it. Any other is nobody's word. */
export async function gitHubSays(api: string, accessToken: string): Promise<Said> {
  const [{ id }, all] = await Promise.all([
    ask(api, "/user", accessToken, account),
    ask(api, "/user/emails", accessToken, addresses),
  ]);
  const primary = all.find((one) => one.primary);
  return { subject: String(id), email: primary?.email, isProven: primary?.verified === true };
}

async function ask<S extends z.ZodType>(
  api: string,
  path: string,
  accessToken: string,
  shape: S,
): Promise<z.output<S>> {
  const answer = await fetch(`${api}${path}`, {
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${accessToken}`,
      "user-agent": "Masthead",
      "x-github-api-version": "2022-11-28",
    },
    redirect: "error",
    signal: AbortSignal.timeout(patienceMs),
  });
  if (!answer.ok) throw new Error(`GitHub answers ${answer.status} to ${path}.`);
  return shape.parse(await answer.json());
}
