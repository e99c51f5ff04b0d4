import { getDomain } from "tldts";
import { z } from "zod";
import { about, type Finding } from "../../finding.ts";
import { originsOf } from "../../origins.ts";
import { type Check, codeOf, isOnThisMachine, type Patient } from "./patient.ts";
import { proxies } from "./settings.ts";

const patienceMs = 8_000;

export const site: Check = {
  title: "Site",
  needsDatabase: false,
  look: async (patient) => [
    ...(await Promise.all([address(patient), health(patient), figures(patient)])),
    proxies(patient),
  ],
};

async function address({ env }: Patient): Promise<Finding> {
  const say = about("app-url", "APP_URL");
  const { appUrl, isSecure } = env.http;
  if (isSecure) return say.ok(`${appUrl}: cookies are Secure, and links in mails are https.`);
  const fix = "Put TLS before it, and set APP_URL to the https address that readers see.";
  if (!isOnThisMachine(appUrl))
    return say.broken(`${appUrl} is not https: whoever is on the way can take a session.`, fix);
  return env.isProduction || env.databaseUrl
    ? say.warning(`${appUrl} is this machine alone: links in mails lead nowhere for readers.`, fix)
    : say.ok(`${appUrl}, on this machine alone.`);
}

const isUp = z.object({ status: z.literal("ok") });

/** Asked where readers ask, so that the proxy and its certificate are looked at as well. */
async function health({ env }: Patient): Promise<Finding> {
  const say = about("health", "Answers");
  const at = `${env.http.appUrl}/api/health`;
  try {
    const answer = await fetch(at, { redirect: "manual", signal: AbortSignal.timeout(patienceMs) });
    if (answer.status >= 300 && answer.status < 400)
      return say.broken(
        `${at} leads on to elsewhere (${answer.status}).`,
        "Set APP_URL to where it ends: forms and cookies need the very address.",
      );
    const isOurs = answer.status === 200 && isUp.safeParse(await answer.json().catch(() => null)).success;
    if (isOurs) return say.ok(`${at} answers with our own health.`);
    return say.broken(
      `${at} answers ${answer.status}, and not with our health.`,
      "Let the proxy of that address lead to PORT of a web process, with every path as it is.",
    );
  } catch (problem) {
    const code = codeOf(problem);
    return say.broken(`${at} does not answer from here (${code}).`, wayFor(code));
  }
}

function wayFor(code: string): string {
  if (/CERT|SELF_SIGNED|ALTNAME|UNABLE_TO/.test(code))
    return "Its certificate is not good: renew it, or give the proxy the whole chain.";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return "DNS does not know its host: put the record there, or APP_URL right.";
  if (code === "ECONNREFUSED")
    return "Nothing listens there: run `masthead start`, or `masthead web` and the proxy before it.";
  return "See that a web process runs, that the proxy leads to it, and that this machine may reach the address.";
}

/** Figures are for the operator's own network. */
async function figures({ env }: Patient): Promise<Finding> {
  const say = about("figures", "Figures");
  const at = `${env.http.appUrl}/api/metrics`;
  if (isOnThisMachine(env.http.appUrl))
    return say.off("The site answers on this machine alone, and so do its figures.");
  try {
    const answer = await fetch(at, { redirect: "manual", signal: AbortSignal.timeout(patienceMs) });
    await answer.body?.cancel();
    return answer.status === 200
      ? say.warning(
          `${at} is open to whoever can reach the site from here.`,
          "Let the proxy keep /api/metrics for your own network.",
        )
      : say.ok("The proxy keeps them to itself.");
  } catch (problem) {
    return say.unseen(`${at} does not answer from here (${codeOf(problem)}).`, "See “Answers”.");
  }
}

export const origins: Check = {
  title: "Your pages",
  needsDatabase: true,
  look: async (patient) => {
    const listed = await originsOf(patient);
    if (listed.length === 0)
      return [
        about("origins", "Pages").off(
          "No page of yours is listed to carry our elements.",
          "List them at the desk under “On your pages”.",
        ),
      ];
    return listed.map((origin) => together(origin, patient.env.http.appUrl));
  },
};

/** Browsers send our cookie along only to who shares a registered domain and a scheme with us. */
function together(origin: string, appUrl: string): Finding {
  const say = about(`origin-${origin}`, origin);
  const [theirs, ours] = [new URL(origin), new URL(appUrl)];
  if (isSameSite(theirs, ours)) return say.ok(`The same site as ${appUrl}: readers are known there.`);
  if (theirs.hostname === ours.hostname || siteOf(theirs) === siteOf(ours))
    return say.broken(
      `It is ${theirs.protocol}// and ${appUrl} is not, so browsers take them for two sites, and readers are strangers there.`,
      "Let both be https.",
    );
  return say.broken(
    `It shares no domain with ${appUrl}, so browsers hold our cookie back, and readers are strangers there.`,
    `Let APP_URL be a name below ${siteOf(theirs)}, like https://members.${siteOf(theirs)}.`,
  );
}

const isSameSite = (one: URL, other: URL) => one.protocol === other.protocol && siteOf(one) === siteOf(other);

const siteOf = ({ hostname }: URL) => getDomain(hostname, { allowPrivateDomains: true }) ?? hostname;
