import { Heading, Hr, Link, Section, Text } from "@react-email/components";
import { MailLayout } from "./layout.tsx";
import { look } from "./parts/look.ts";

type Span = { text: string; href?: string };
type Block =
  | { kind: "heading"; text: string }
  | { kind: "paragraph" | "quote"; spans: Span[] }
  | { kind: "list"; items: Span[][] }
  | { kind: "rule" };

export function IssueMail(props: {
  publication: string;
  postalAddress: string;
  newsletter: string;
  subject: string;
  preview: string;
  blocks: Block[];
  online: string;
  leave: string;
}) {
  return (
    <MailLayout
      publication={props.publication}
      postalAddress={props.postalAddress}
      preview={props.preview || props.subject}
      footer={
        <Text className="soft" style={look.small}>
          You get “{props.newsletter}” because you confirmed it.{" "}
          <Link className="link" href={props.leave} style={look.link}>
            Unsubscribe
          </Link>{" "}
          ·{" "}
          <Link className="link" href={props.online} style={look.link}>
            Read it on the site
          </Link>
        </Text>
      }
    >
      <Text className="soft" style={look.small}>
        {props.newsletter}
      </Text>
      <Heading as="h1" className="ink" style={look.headline}>
        {props.subject}
      </Heading>
      {keyed(props.blocks).map(([key, block]) => (
        <BlockView block={block} key={key} />
      ))}
    </MailLayout>
  );
}

function BlockView({ block }: { block: Block }) {
  switch (block.kind) {
    case "heading":
      return (
        <Heading as="h2" className="ink" style={look.heading}>
          {block.text}
        </Heading>
      );
    case "rule":
      return <Hr style={{ borderColor: "#dedad0", margin: "28px 0" }} />;
    case "list":
      return (
        <Section>
          {keyed(block.items).map(([key, spans]) => (
            <Text className="ink" key={key} style={{ ...look.text, margin: "0 0 8px" }}>
              – <Spans spans={spans} />
            </Text>
          ))}
        </Section>
      );
    default:
      return (
        <Text className="ink" style={block.kind === "quote" ? look.quote : look.text}>
          <Spans spans={block.spans} />
        </Text>
      );
  }
}

const Spans = ({ spans }: { spans: Span[] }) =>
  keyed(spans).map(([key, span]) =>
    span.href ? (
      <Link className="link" href={span.href} key={key} style={look.link}>
        {span.text}
      </Link>
    ) : (
      span.text
    ),
  );

/** The parts of an issue have no identity but their place. */
const keyed = <Part,>(parts: Part[]): [string, Part][] => parts.map((part, at) => [String(at), part]);
