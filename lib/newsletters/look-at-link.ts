import type { Ctx } from "../context.ts";
import { Refusal } from "../errors.ts";
import { FetchRefused, fetchGuarded, type GuardedFetchOptions } from "../fetch-guard.ts";
import { findStory } from "../stories/reads.ts";
import { linksOf } from "./check.ts";
import { documentOf, issueById } from "./reads.ts";

const largestPicture = 1_000_000;

/** What came of looking at one address: it works, a person should look, or readers would find nothing. */
export type Looked = { address: string; level: "pass" | "mind" | "broken"; words: string };

/**
 * Looks at one address of an issue, as a reader's press would. Only at what stands in the issue: nobody fetches by us what
 * they like.
 * @throws Refusal not_found when it does not stand there
 */
export async function lookAtLink(
  ctx: Ctx,
  issueId: string,
  address: string,
  options: Partial<GuardedFetchOptions> = {},
): Promise<Looked> {
  const link = linksOf(documentOf(await issueById(ctx, issueId))).find((one) => one.address === address);
  if (!link) throw new Refusal("not_found", "This address does not stand in the issue as it was saved. Save it first.");
  const own = await lookAtHome(ctx, address);
  if (own) return own;
  try {
    const got = await fetchGuarded(address, { maxBytes: 4_000_000, timeoutMs: 10_000, ...options });
    return { address, ...judged(got.status, got.contentType, got.body.byteLength, link.isPicture) };
  } catch (problem) {
    if (!(problem instanceof FetchRefused)) throw problem;
    // A page that is longer than we read is a page.
    if (problem.reason === "body_too_large")
      return link.isPicture
        ? { address, level: "mind", words: "The picture is larger than 4 MB. Readers on the road wait for it." }
        : { address, level: "pass", words: "It answers." };
    const isNowhere = problem.reason === "unreachable" || problem.reason === "redirects_too_many";
    return { address, level: isNowhere ? "broken" : "mind", words: problem.message };
  }
}

/** Our own pages are not fetched: this house may not be reachable from where it stands. A story of ours must be there. */
async function lookAtHome(ctx: Ctx, address: string): Promise<Looked | undefined> {
  const { origin, pathname } = new URL(address);
  if (origin !== ctx.env.http.appUrl) return undefined;
  const id = /^\/stories\/([0-9a-f-]{36})$/i.exec(pathname)?.[1];
  if (!id) return { address, level: "pass", words: "It is on this site; it was not opened." };
  return (await findStory(ctx, id))
    ? { address, level: "pass", words: "The story is there." }
    : { address, level: "broken", words: "There is no such story." };
}

function judged(status: number, type: string | null, bytes: number, isPicture: boolean): Omit<Looked, "address"> {
  if (status === 404 || status === 410) return { level: "broken", words: `Nothing is there (${status}).` };
  if (status >= 500) return { level: "mind", words: `The site has trouble of its own just now (${status}).` };
  if (status >= 400) return { level: "mind", words: `It does not let us look (${status}). Try it in a browser.` };
  if (!isPicture) return { level: "pass", words: "It answers." };
  if (!type?.startsWith("image/")) return { level: "broken", words: "What is there is no picture." };
  if (bytes > largestPicture)
    return {
      level: "mind",
      words: `${(bytes / 1_000_000).toFixed(1)} MB is much for a mail. Readers on the road wait for it.`,
    };
  return { level: "pass", words: "The picture is there." };
}
