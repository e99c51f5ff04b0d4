import type { Block, IssueDocument, ReaderPart } from "./document.ts";

/** Whether some blocks of an issue are not for everybody, so that it goes out in two parts. */
export const isDivided = ({ blocks }: Pick<IssueDocument, "blocks">): boolean => blocks.some(({ isFor }) => isFor);

/** What one of the two gets: what is for everybody, and what is for them. */
export const partOf = (document: IssueDocument, part: ReaderPart): IssueDocument => ({
  ...document,
  blocks: document.blocks.filter(({ isFor }) => isFor === undefined || isFor === part),
});

/** What everybody gets: for whoever may be anybody. */
export const forEverybody = (blocks: Block[]): Block[] => blocks.filter(({ isFor }) => isFor === undefined);

/** How each is called beside a point of the check, a preview and a test mail. */
export const partWords: Record<ReaderPart, string> = { plan: "with a plan", no_plan: "without a plan" };
