import type { Ctx } from "../context.ts";
import { linkAddress, pixelAddress, trap } from "../figures/address.ts";
import type { Counted } from "../figures/modes.ts";
import { isUrl } from "../is-url.ts";
import type { Block, IssueDocument, Span } from "./document.ts";

/** An issue whose links lead over ours, and what else its mail holds to be counted by. */
export type CountedIssue = {
  document: IssueDocument;
  /** Where they lead, from number 1. */
  links: string[];
  marks: { pixel: string; trap: string };
};

/**
 * Leads the links of an issue over addresses of ours, one for each place that they lead to. Left as they are: what writes a mail, what
 * leads to a reader's own pages here, and an address that stands in the words themselves, for mail programs warn of a link that
 * shows one address and leads to another. The footer is not in the document, so leaving is never counted.
 */
export function countLinks(
  ctx: Pick<Ctx, "tokens" | "env">,
  document: IssueDocument,
  { mailingId, mode, variant = 0 }: { mailingId: string; mode: Counted; variant?: number },
): CountedIssue {
  const links: string[] = [];
  const own = (address: string) => (mode === "per_reader" ? `${address}/{{reader}}` : address);
  const over = (href: string) => {
    if (!isCounted(href, ctx.env.http.appUrl)) return href;
    const to = new URL(href).href;
    if (!links.includes(to)) links.push(to);
    return own(linkAddress(ctx, { mailingId, link: links.indexOf(to) + 1, variant }, to));
  };
  const counted = { ...document, blocks: document.blocks.map((block) => withLinks(block, over)) };
  return {
    document: counted,
    links,
    marks: {
      pixel: own(pixelAddress(ctx, mailingId, variant)),
      trap: own(linkAddress(ctx, { mailingId, link: trap, variant }, new URL("/", ctx.env.http.appUrl).href)),
    },
  };
}

/** Pages on which a reader decides something for themselves, and those on which nothing is read. */
const ownPages =
  /^\/(unsubscribe|account|newsletters|confirm|signin|offers|plans|replies|reading-list|sso|prove|desk|api)(\/|$)/;

function isCounted(href: string, appUrl: string): boolean {
  if (!/^https?:/i.test(href) || !isUrl(href)) return false;
  const { origin, pathname } = new URL(href);
  return origin !== new URL(appUrl).origin || !ownPages.test(pathname);
}

type Over = (href: string) => string;

function withLinks(block: Block, over: Over): Block {
  switch (block.kind) {
    case "heading":
    case "text":
    case "quote":
      return { ...block, spans: block.spans.map((span) => spanOver(span, over)) };
    case "list":
      return { ...block, items: block.items.map((item) => item.map((span) => spanOver(span, over))) };
    case "image":
    case "button":
      return block.href ? { ...block, href: over(block.href) } : block;
    case "story":
      return { ...block, address: over(block.address) };
    case "divider":
      return block;
  }
}

const spanOver = (span: Span, over: Over): Span =>
  span.href && !("text" in span && isAddress(span.text)) ? { ...span, href: over(span.href) } : span;

const isAddress = (text: string) => /^\s*(https?:\/\/|www\.)\S+\s*$|^\s*[\w.-]+\.[a-z]{2,}(\/\S*)?\s*$/i.test(text);
