import type { Block, Span } from "@/lib/newsletters/body.ts";

/** An issue on the site: the same blocks as in its mail. */
export function IssueBody({ blocks }: { blocks: Block[] }) {
  return (
    <div className="body">
      {keyed(blocks).map(([key, block]) => {
        switch (block.kind) {
          case "heading":
            return <h2 key={key}>{block.text}</h2>;
          case "rule":
            return <hr key={key} />;
          case "list":
            return (
              <ul key={key}>
                {keyed(block.items).map(([at, spans]) => (
                  <li key={at}>
                    <Spans spans={spans} />
                  </li>
                ))}
              </ul>
            );
          case "quote":
            return (
              <blockquote key={key}>
                <Spans spans={block.spans} />
              </blockquote>
            );
          default:
            return (
              <p key={key}>
                <Spans spans={block.spans} />
              </p>
            );
        }
      })}
    </div>
  );
}

const Spans = ({ spans }: { spans: Span[] }) =>
  keyed(spans).map(([key, span]) =>
    span.href ? (
      <a href={span.href} key={key}>
        {span.text}
      </a>
    ) : (
      span.text
    ),
  );

/** The parts of an issue have no identity but their place. */
const keyed = <Part,>(parts: Part[]): [string, Part][] => parts.map((part, at) => [String(at), part]);
