import { z } from "zod";
import { about, type Finding } from "../../finding.ts";
import type { SignInProvider } from "../../sign-in-providers.ts";
import { type Check, codeOf, type Patient } from "./patient.ts";

const patienceMs = 8_000;

export const signIn: Check = {
  title: "Sign-in",
  needsDatabase: false,
  look: async ({ env }) =>
    env.signInWith.length === 0
      ? [about("providers", "Other providers").off("Readers sign in by mail and passkey alone.")]
      : Promise.all(env.signInWith.map(provider)),
};

const discovered = z.object({ issuer: z.string(), authorization_endpoint: z.url(), token_endpoint: z.url() });
const later = "Whether its id and secret for us are right is seen at the first sign-in.";

/** What it says of itself; nobody is signed in. */
async function provider({ id, name, issuer, api }: SignInProvider): Promise<Finding> {
  const say = about(id, name);
  const at = api ?? `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  try {
    const answer = await fetch(at, { signal: AbortSignal.timeout(patienceMs), headers: { "user-agent": "Masthead" } });
    if (api) {
      await answer.body?.cancel();
      return answer.status < 500
        ? say.ok(`${at} answers.`, later)
        : say.broken(`${at} answers ${answer.status}.`, "Wait, and look again; readers sign in by mail meanwhile.");
    }
    const said = discovered.safeParse(await answer.json().catch(() => null));
    if (answer.status !== 200 || !said.success)
      return say.broken(
        `${at} answers ${answer.status}, and does not describe a provider.`,
        "Set its ISSUER to what the provider calls so.",
      );
    if (said.data.issuer.replace(/\/$/, "") !== issuer.replace(/\/$/, ""))
      return say.broken(
        `It calls itself ${said.data.issuer}, and not ${issuer}, so no sign-in is believed.`,
        "Set its ISSUER to that, letter by letter.",
      );
    return say.ok(`${at} describes it.`, later);
  } catch (problem) {
    return say.broken(
      `${at} does not answer from here (${codeOf(problem)}).`,
      "See that this machine may reach it; readers sign in by mail meanwhile.",
    );
  }
}

/** Counted, never named. */
export const staff: Check = {
  title: "Staff",
  needsDatabase: true,
  look: async (patient) => {
    const [row] = await patient.sql<{ all: number; admins: number; bare: number }>`
      with staff as (select member_id, bool_or(role = 'admin') as is_admin from staff_grants where revoked_at is null group by 1)
      select count(*)::int as "all", count(*) filter (where is_admin)::int as admins,
             count(*) filter (where not exists (select from authenticators a where a.member_id = staff.member_id and a.confirmed_at is not null)
                                and not exists (select from passkeys p where p.member_id = staff.member_id))::int as bare
      from staff`;
    return [admins(row?.admins ?? 0), factors(patient, row?.all ?? 0, row?.bare ?? 0)];
  },
};

function admins(count: number): Finding {
  const say = about("admins", "Administrators");
  if (count === 0)
    return say.warning(
      "There is none, so nobody can change settings.",
      "Sign in once, then `masthead staff grant ADDRESS admin`.",
    );
  if (count === 1) return say.ok("There is one.", "With a second one nobody is locked out when a device is lost.");
  return say.ok(`There are ${count}.`);
}

function factors({ env }: Patient, all: number, bare: number): Finding {
  const say = about("factors", "Second factor");
  if (all === 0) return say.off("Nobody has a role at the desk yet.");
  const who = `${bare} of ${all} at the desk ${bare === 1 ? "has" : "have"} none`;
  if (bare === 0) return say.ok(all === 1 ? "The one at the desk has one." : `All ${all} at the desk have one.`);
  return env.staff.needsSecondFactor
    ? say.warning(
        `${who}, and cannot work there before they set one up.`,
        "Ask them to: the desk leads them through it at their next visit.",
      )
    : say.warning(
        `${who}, and a mailbox is all that it takes to be them.`,
        "Set STAFF_SECOND_FACTOR=required, and the desk asks for it.",
      );
}
