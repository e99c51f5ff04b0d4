import { randomUUID } from "node:crypto";
import { cookies, headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { type DeskAct, mayDo } from "@/lib/access.ts";
import { actingAs, type Ctx, type Member } from "@/lib/context.ts";
import { cookieName } from "@/lib/cookies.ts";
import { Refusal } from "@/lib/errors.ts";
import { listOpenOffers } from "@/lib/offers/list.ts";
import type { Metered } from "@/lib/plans/meter.ts";
import { meterHeader } from "@/lib/plans/meter-request.ts";
import { publicationOf } from "@/lib/publication.ts";
import { isProofMissing, proofOf } from "@/lib/second-factor.ts";
import { actorOf } from "@/lib/session.ts";
import { readTyped } from "@/lib/typed.ts";
import { house } from "@/lib/wiring.ts";

/** Who looks at this screen, asked once for each request. */
export const pageCtx = cache(async (): Promise<Ctx> => {
  const here = house();
  const jar = await cookies();
  const actor = await actorOf(here, jar.get(cookieName("session", here.env.http.isSecure))?.value);
  return actingAs(here, actor, (await headers()).get("x-request-id") ?? randomUUID());
});

/** Whether the story of this screen is open to who looks; proxy.ts has counted it. Without its word nothing is. */
export async function thisReading(): Promise<Metered> {
  const said = (await headers()).get(meterHeader);
  return said ? (JSON.parse(said) as Metered) : { state: "closed", of: 0 };
}

/** The random name of this browser, if it has one yet. */
export async function thisBrowser(): Promise<string | undefined> {
  return (await cookies()).get(cookieName("browser", house().env.http.isSecure))?.value;
}

export const publication = cache(() => publicationOf(house()));

export const isMember = (ctx: Ctx): ctx is Ctx<Member> => ctx.actor.kind === "member";

/** What is offered to the member before this screen: its head and its page ask once. */
export const openOffers = cache(async () => {
  const ctx = await pageCtx();
  return isMember(ctx) ? listOpenOffers(ctx) : [];
});

/** For screens of members alone: everybody else signs in first and comes back here. */
export async function memberCtx(path: string): Promise<Ctx<Member>> {
  const ctx = await pageCtx();
  if (isMember(ctx)) return ctx;
  redirect(`/signin?returnTo=${encodeURIComponent(path)}`);
}

/** For the desk. To readers the desk does not exist; staff without the act are told so by the same page. */
export async function deskCtx(act: DeskAct = "desk.enter"): Promise<Ctx<Member>> {
  const ctx = await pageCtx();
  if (ctx.actor.kind === "nobody") redirect("/signin?returnTo=/desk");
  if (!isMember(ctx) || !mayDo(ctx.actor.roles, act)) notFound();
  if (isProofMissing(ctx, await myProof()))
    redirect(`/prove?goOn=${encodeURIComponent((await headers()).get("x-path") ?? "/desk")}`);
  return ctx;
}

/** What the member before this screen could show beside their mailbox, and when they last did on this device. */
export const myProof = cache(async () => {
  const { actor } = await pageCtx();
  if (actor.kind !== "member") return { hasApp: false, hasPasskey: false, provenAt: null };
  return proofOf(house(), actor.id, actor.sessionId);
});

/** What is not there, or not to be seen, shows the page for that. */
export async function orNotFound<Found>(reading: Promise<Found>): Promise<Found> {
  try {
    return await reading;
  } catch (problem) {
    if (problem instanceof Refusal && problem.code === "not_found") notFound();
    throw problem;
  }
}

export type Search = Promise<Record<string, string | string[] | undefined>>;

/** One parameter of the address, never a list. */
export async function wordOf(search: Search, name: string): Promise<string | undefined> {
  const given = (await search)[name];
  return typeof given === "string" && given !== "" ? given.slice(0, 2000) : undefined;
}

/** What was typed into the form of this page, where it was refused a moment ago without scripts. */
export async function typedOn(page: string, search: Search): Promise<Record<string, string>> {
  if (!(await wordOf(search, "problem"))) return {};
  return readTyped(page, (await cookies()).get(cookieName("typed", house().env.http.isSecure))?.value);
}

/** Where an older page of a list begins; what is no cursor of ours shows the newest. */
export async function cursorWord(search: Search): Promise<string | undefined> {
  const after = await wordOf(search, "after");
  const [at, id] = after?.split("_") ?? [];
  return /^\d{1,15}$/.test(at ?? "") && isUuid(id) ? `${at}_${id.toLowerCase()}` : undefined;
}

export const isUuid = (text: string | undefined): text is string =>
  text !== undefined && /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
