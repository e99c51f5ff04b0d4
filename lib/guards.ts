import type { z } from "zod";
import { type DeskAct, deskActs, mayDo } from "./access.ts";
import type { Actor, House, Member } from "./context.ts";
import type { Contract } from "./contract.ts";
import { notFound, Refusal } from "./errors.ts";
import { fieldWords, inputWords } from "./input-words.ts";
import { isUrl } from "./is-url.ts";
import { spend } from "./rate-limit.ts";

/** A browser says where a request comes from; one that changes something must come from our own pages. */
export function assertSameOrigin(request: Request, contract: Contract, here: House) {
  if (contract.method === "GET") return;
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  const ours = origin === null || origin === here.env.http.appUrl || hostOf(origin) === request.headers.get("host");
  const isFine = site === null ? ours : site === "same-origin" && ours;
  if (!isFine)
    throw new Refusal("wrong_origin", "This request came from another site. Open the page on this site and try there.");
}

const hostOf = (origin: string) => (isUrl(origin) ? new URL(origin).host : undefined);

/** Takes a point of each limit. @throws Refusal when one is used up */
export async function spendLimits(here: House, limits: NonNullable<Contract["limits"]>, actor: Actor, network: string) {
  for (const limit of limits) {
    const who = limit.by === "member" && actor.kind === "member" ? actor.id : network;
    await spend(here.pool, limit, who);
  }
}

/** @throws Refusal for who may not */
export function assertAccess(access: Contract["access"], actor: Actor): asserts actor is Member {
  if (access === "anyone") return;
  if (actor.kind !== "member") throw new Refusal("sign_in_needed", "Sign in first: this is for members.");
  if (actor.key) return assertKeyMay(actor.key, access);
  if (access === "member") return;
  // Who may not enter the desk learns nothing of what is in it.
  if (!mayDo(actor.roles, "desk.enter")) throw notFound("page");
  if (!mayDo(actor.roles, access as DeskAct))
    throw new Refusal("not_allowed", "Your role at the desk does not include this. Ask an administrator.");
}

function assertKeyMay({ acts }: NonNullable<Member["key"]>, access: Contract["access"]) {
  if (!(access in deskActs))
    throw new Refusal("not_allowed", "This is for members themselves: a key acts for no member.");
  if (!acts.includes(access as DeskAct))
    throw new Refusal(
      "not_allowed",
      `This key is not for “${access}”. It is for: ${acts.join(", ") || "nothing any more"}.`,
    );
}

export const badInput = (fields: { field: string; problem: string }[]) =>
  new Refusal(
    "invalid_input",
    fields.map(({ field, problem }) => (field ? `${fieldWords(field)}: ${problem}` : problem)).join(" "),
    {
      fields,
    },
  );

/** A part of what came from outside, as its schema has it. @throws what `refusal` makes of the problems */
export function parsePart<S extends z.ZodType>(
  schema: S | undefined,
  value: unknown,
  refusal: (fields: { field: string; problem: string }[]) => Refusal,
): z.output<S> {
  if (!schema) return undefined as z.output<S>;
  const parsed = schema.safeParse(value, { error: inputWords });
  if (parsed.success) return parsed.data;
  throw refusal(parsed.error.issues.map((issue) => ({ field: issue.path.join("."), problem: issue.message })));
}
