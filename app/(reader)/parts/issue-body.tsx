import Link from "next/link";
import type { ReactNode } from "react";
import type { Block, Span } from "@/lib/newsletters/document.ts";

/** An issue on the site: the same blocks as in its mail, for nobody in particular. */
export function IssueBody({ blocks }: { blocks: Block[] }) {
  return (
    <div className="body">
      {keyed(blocks).map(([key, block]) => (
        <BlockView block={block} key={key} />
      ))}
    </div>
  );
}

function BlockView({ block }: { block: Block }) {
  switch (block.kind) {
    case "heading": {
      const Level = block.level === 2 ? "h2" : "h3";
      return (
        <Level>
          <Spans spans={block.spans} />
        </Level>
      );
    }
    case "divider":
      return <hr />;
    case "list": {
      const List = block.isNumbered ? "ol" : "ul";
      return (
        <List>
          {keyed(block.items).map(([at, spans]) => (
            <li key={at}>
              <Spans spans={spans} />
            </li>
          ))}
        </List>
      );
    }
    case "quote":
      return (
        <blockquote>
          <p>
            <Spans spans={block.spans} />
          </p>
          {block.source ? <footer className="meta">{block.source}</footer> : null}
        </blockquote>
      );
    case "image": {
      if (!block.address) return null;
      const picture = (
        // biome-ignore lint/performance/noImgElement: it lies with whoever the publisher says, or was made small when it was given
        <img
          alt={block.alt}
          height={block.height}
          loading="lazy"
          referrerPolicy="no-referrer"
          src={block.address}
          width={block.width}
        />
      );
      return (
        <figure>
          {block.href ? <a href={block.href}>{picture}</a> : picture}
          {block.caption ? <figcaption className="meta">{block.caption}</figcaption> : null}
        </figure>
      );
    }
    case "button":
      return block.href ? (
        <p>
          <a className="button" href={block.href}>
            {block.label || block.href}
          </a>
        </p>
      ) : null;
    case "story":
      return (
        <article className="card">
          <h3>
            <Link href={`/stories/${block.storyId}`}>{block.title}</Link>
          </h3>
          {block.standfirst ? <p>{block.standfirst}</p> : null}
          {block.byline ? <p className="meta">{block.byline}</p> : null}
        </article>
      );
    default:
      return (
        <p>
          <Spans spans={block.spans} />
        </p>
      );
  }
}

const Spans = ({ spans }: { spans: Span[] }) => keyed(spans).map(([key, span]) => <SpanView key={key} span={span} />);

function SpanView({ span }: { span: Span }): ReactNode {
  const words = "text" in span ? broken(span.text) : span.fallback;
  let shown: ReactNode = span.isItalic ? <em>{words}</em> : words;
  if (span.isBold) shown = <strong>{shown}</strong>;
  return span.href ? <a href={span.href}>{shown}</a> : shown;
}

const broken = (text: string): ReactNode =>
  text.includes("\n")
    ? keyed(text.split("\n")).map(([key, line]) => [key === "0" ? null : <br key={key} />, line])
    : text;

/** The parts of an issue have no identity but their place. */
const keyed = <Part,>(parts: Part[]): [string, Part][] => parts.map((part, at) => [String(at), part]);
