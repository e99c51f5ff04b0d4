import { resolveTxt } from "node:dns/promises";
import { isCounted, notCounted } from "../audiences/mails.ts";
import { audienceById } from "../audiences/reads.ts";
import type { Ctx } from "../context.ts";
import { domainPoints, type ResolveTxt } from "../delivery/domain-records.ts";
import { type Audience, readAudience } from "../delivery/reach.ts";
import { Refusal } from "../errors.ts";
import { publicationOf } from "../publication.ts";
import { titlesOf } from "../stories/reads.ts";
import { linksOf, type Point, pointsOfParts } from "./check.ts";
import { isOfDigest, toldBefore } from "./digest/pick.ts";
import type { IssueDocument } from "./document.ts";
import { partsPoint } from "./parts-point.ts";
import { picturesGone } from "./pictures/reads.ts";
import { documentOf, issueById, topicOf } from "./reads.ts";
import { renderParts } from "./render.ts";

/**
 * The check before sending: what is right, what one should mind, and what must be put right first; and how many will get it.
 * @param options.resolve asks DNS; another one in tests
 */
export async function checkIssue(ctx: Ctx, issueId: string, { resolve = resolveTxt as ResolveTxt } = {}) {
  const issue = await issueById(ctx, issueId);
  const publication = await publicationOf(ctx);
  const document = documentOf(issue);
  const rendered = await renderParts(ctx, { ...issue, document });
  const isFor = issue.audienceId ? await audienceById(ctx.db, issue.audienceId) : null;
  const [changed, told, domain, parts, gone, audience, isKnown] = await Promise.all([
    storiesPoint(ctx, document),
    toldAgain(ctx, { ...issue, document }),
    domainPoints(ctx, issue.newsletter.fromAddress ?? publication.mailFrom, resolve),
    partsPoint(ctx, topicOf(issue.newsletter), document, isFor?.who ?? null),
    picturesGone(ctx, document),
    readAudience(ctx, topicOf(issue.newsletter), isFor?.who),
    isCounted(ctx, isFor?.who ?? null),
  ]);
  const points: Point[] = [
    ...pointsOfParts({ ...issue, document }, rendered, publication),
    ...parts,
    ...gonePoint(gone),
    ...changed,
    ...told,
    ...domain,
    isKnown ? audiencePoint(audience, isFor) : { id: "audience", title: "Readers", level: "must", words: notCounted },
  ];
  return { version: issue.version, subject: issue.subject, points, links: linksOf(document), audience, isFor };
}

/**
 * What must be put right stops the sending, whoever asks for it.
 * @throws Refusal settings_missing, invalid_input with the points
 */
export function assertReady(points: Point[]) {
  const musts = points.filter(({ level }) => level === "must");
  const [first] = musts;
  if (!first) return;
  if (musts.every(({ id }) => id === "postal")) throw new Refusal("settings_missing", first.words);
  throw new Refusal(
    "invalid_input",
    `This cannot be sent yet. ${musts.map(({ title, words }) => `${title}: ${words}`).join(" ")}`,
    { points: musts },
  );
}

/** A picture of ours that was taken away meanwhile: its block may have come from an old copy. */
const gonePoint = (gone: number): Point[] =>
  gone === 0
    ? []
    : [
        {
          id: "pictures-here",
          title: "Pictures",
          level: "must",
          words: `${gone === 1 ? "A picture is" : `${gone} pictures are`} not here any more: nothing had shown ${gone === 1 ? "it" : "them"} for 30 days. Give ${gone === 1 ? "it" : "them"} again.`,
        },
      ];

/** A title that changed since the story was picked may have been wrong. */
async function storiesPoint(ctx: Ctx, { blocks }: IssueDocument): Promise<Point[]> {
  const cards = blocks.filter((block) => block.kind === "story");
  if (cards.length === 0) return [];
  const now = await titlesOf(
    ctx,
    cards.map(({ storyId }) => storyId),
  );
  const point = { id: "stories", title: "Stories" };
  const gone = cards.filter(({ storyId }) => !now.has(storyId));
  if (gone.length > 0)
    return [{ ...point, level: "mind", words: `“${gone[0]?.title}” is not among the stories any more.` }];
  const other = cards.filter(({ storyId, title }) => now.get(storyId) !== title);
  if (other.length > 0)
    return [
      {
        ...point,
        level: "mind",
        words: `“${other[0]?.title}” is called “${now.get(other[0]?.storyId ?? "")}” on the site. Is your title still right?`,
      },
    ];
  return [{ ...point, level: "pass", words: `${cards.length}, under the titles that they have on the site.` }];
}

const toldAgain = async (ctx: Ctx, issue: { id: string; newsletterId: string; document: IssueDocument }) =>
  toldPoint(await toldBefore(ctx.db, issue), await isOfDigest(ctx.db, issue.id));

/** Stories that readers of the newsletter have had: an editor may mean it, a digest never does. */
export function toldPoint([first, ...others]: string[], isDigest: boolean): Point[] {
  if (first === undefined) return [];
  const which = others.length === 0 ? `“${first}” has` : `“${first}” and ${others.length} more have`;
  return [
    {
      id: "told",
      title: "Told before",
      level: isDigest ? "must" : "mind",
      words: `${which} stood in an issue of this newsletter already. ${isDigest ? "A digest holds no story twice: take it out." : "Is it meant to come again?"}`,
    },
  ];
}

function audiencePoint(
  { gets, others }: Audience,
  isFor: { name: string; words: string; retiredAt: Date | null } | null,
): Point {
  const point = { id: "audience", title: "Readers" };
  if (isFor?.retiredAt)
    return {
      ...point,
      level: "must",
      words: `The audience “${isFor.name}” has been retired. Choose whom this issue is for once more.`,
    };
  if (gets === 0 && isFor && others > 0)
    return {
      ...point,
      level: "must",
      words: `Nobody who has confirmed this newsletter fits “${isFor.name}” now. Choose another audience, or change this one.`,
    };
  if (gets === 0)
    return {
      ...point,
      level: "must",
      words: "Nobody has confirmed this newsletter yet, so there is nobody to send it to.",
    };
  const will = `${gets.toLocaleString("en")} will get it`;
  return {
    ...point,
    level: "pass",
    words: isFor ? `${will}: of those who confirmed it, “${isFor.name}”, who ${isFor.words}.` : `${will}.`,
  };
}
