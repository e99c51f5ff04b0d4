import { Button, Heading, Hr, Img, Link, Section, Text } from "@react-email/components";
import type { ReactNode } from "react";
import { look } from "./look.ts";

type Marks = { isBold?: true | undefined; isItalic?: true | undefined; href?: string | undefined };
type Span = ({ text: string } | { field: string; fallback: string }) & Marks;
export type Block =
  | { kind: "heading"; level: 2 | 3; spans: Span[] }
  | { kind: "text"; spans: Span[] }
  | { kind: "list"; isNumbered: boolean; items: Span[][] }
  | { kind: "quote"; spans: Span[]; source: string }
  | Picture
  | { kind: "button"; label: string; href: string }
  | { kind: "divider" }
  | Story;
type Picture = {
  kind: "image";
  address: string;
  alt: string;
  caption: string;
  href: string;
  width?: number | undefined;
  height?: number | undefined;
};
type Story = {
  kind: "story";
  title: string;
  standfirst: string;
  byline: string;
  address: string;
  imageAddress: string;
};

/** What a mail of blocks says, below its headline. */
export const Blocks = ({ blocks }: { blocks: Block[] }) =>
  keyed(blocks).map(([key, block]) => <BlockView block={block} key={key} />);

function BlockView({ block }: { block: Block }) {
  switch (block.kind) {
    case "heading":
      return (
        <Heading as={`h${block.level}`} className="ink" style={block.level === 2 ? look.heading : look.subheading}>
          <Spans spans={block.spans} />
        </Heading>
      );
    case "divider":
      return <Hr className="line" style={look.divider} />;
    case "list": {
      const List = block.isNumbered ? "ol" : "ul";
      return (
        <List className="ink" style={look.list}>
          {keyed(block.items).map(([key, spans]) => (
            <li key={key} style={look.item}>
              <Spans spans={spans} />
            </li>
          ))}
        </List>
      );
    }
    case "quote":
      return (
        <Section style={look.cited}>
          <Text className="ink" style={look.quoted}>
            <Spans spans={block.spans} />
          </Text>
          {block.source ? (
            <Text className="soft" style={look.caption}>
              {block.source}
            </Text>
          ) : null}
        </Section>
      );
    case "image":
      return <PictureView picture={block} />;
    case "button":
      return block.href ? (
        <Section style={look.pressed}>
          <Button className="press" href={block.href} style={look.button}>
            {block.label || block.href}
          </Button>
        </Section>
      ) : null;
    case "story":
      return <StoryView story={block} />;
    default:
      return (
        <Text className="ink" style={look.text}>
          <Spans spans={block.spans} />
        </Text>
      );
  }
}

function PictureView({ picture: { address, alt, caption, href, width, height } }: { picture: Picture }) {
  if (!address) return null;
  const shown = Math.min(width ?? 560, 560);
  const image = (
    <Img
      alt={alt}
      className="ink"
      src={address}
      style={look.picture}
      width={shown}
      {...(width && height ? { height: Math.round((height * shown) / width) } : {})}
    />
  );
  return (
    <Section style={look.pictured}>
      {href ? (
        <Link className="link" href={href} style={look.link}>
          {image}
        </Link>
      ) : (
        image
      )}
      {caption ? (
        <Text className="soft" style={look.caption}>
          {caption}
        </Text>
      ) : null}
    </Section>
  );
}

const StoryView = ({ story: { title, standfirst, byline, address, imageAddress } }: { story: Story }) => (
  <Section className="line" style={look.story}>
    {imageAddress ? (
      <Link href={address}>
        <Img alt="" src={imageAddress} style={{ ...look.picture, marginBottom: "12px" }} width={560} />
      </Link>
    ) : null}
    <Heading as="h2" className="ink" style={look.storyTitle}>
      <Link className="ink" href={address} style={look.storyLink}>
        {title}
      </Link>
    </Heading>
    {standfirst ? (
      <Text className="ink" style={look.standfirst}>
        {standfirst}
      </Text>
    ) : null}
    <Text className="soft" style={{ ...look.small, margin: 0 }}>
      {byline ? `${byline} · ` : null}
      <Link className="link" href={address} style={look.link}>
        Read the story
      </Link>
    </Text>
  </Section>
);

const Spans = ({ spans }: { spans: Span[] }) => keyed(spans).map(([key, span]) => <SpanView key={key} span={span} />);

function SpanView({ span }: { span: Span }): ReactNode {
  const words = "text" in span ? broken(span.text) : `{{${span.field}${span.fallback ? `|${span.fallback}` : ""}}}`;
  let shown: ReactNode = span.isItalic ? <em>{words}</em> : words;
  if (span.isBold) shown = <strong>{shown}</strong>;
  return span.href ? (
    <Link className="link" href={span.href} style={look.link}>
      {shown}
    </Link>
  ) : (
    shown
  );
}

const broken = (text: string): ReactNode =>
  text.includes("\n")
    ? keyed(text.split("\n")).map(([key, line]) => [key === "0" ? null : <br key={key} />, line])
    : text;

/** The parts of an issue have no identity but their place. */
const keyed = <Part,>(parts: Part[]): [string, Part][] => parts.map((part, at) => [String(at), part]);
