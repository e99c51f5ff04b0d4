import { Button, Heading, Link, Section, Text } from "@react-email/components";
import { MailLayout } from "./layout.tsx";
import { CopyLink } from "./parts/copy-link.tsx";
import { look } from "./parts/look.ts";

type Reply = {
  id: string;
  name: string;
  story: string;
  /** The beginning of the reader's own comment. */
  answered: string;
  text: string;
  link: string;
  mute: string;
};

/** Who answered a reader's comments, and in which words. Oldest first, as they stand under the story. */
export function RepliesMail(props: {
  publication: string;
  postalAddress: string;
  replies: Reply[];
  /** How many there are beside those. */
  more: number;
  /** How often the reader wants such mails, in a few words. */
  rhythm: string;
  all: string;
  choose: string;
  stop: string;
}) {
  const [only, ...others] = props.replies;
  const isOne = only !== undefined && others.length === 0;
  const count = props.replies.length + props.more;
  return (
    <MailLayout
      footer={
        <>
          <Text className="soft" style={look.small}>
            You asked to be told when somebody answers a comment of yours: {props.rhythm}.
          </Text>
          <Text className="soft" style={look.small}>
            <Link className="link" href={props.stop} style={look.link}>
              Stop these mails
            </Link>
            {" · "}
            <Link className="link" href={props.choose} style={look.link}>
              Choose how often
            </Link>
          </Text>
        </>
      }
      postalAddress={props.postalAddress}
      preview={only ? only.text.slice(0, 120) : ""}
      publication={props.publication}
    >
      <Heading as="h1" className="ink" style={look.headline}>
        {isOne ? `${only.name} answered you` : `${count} answers to what you wrote`}
      </Heading>
      {props.replies.map((reply, at) => (
        <Section className="line" key={reply.id} style={at === 0 ? {} : look.next}>
          {isOne ? null : (
            <Heading as="h2" className="ink" style={{ ...look.heading, marginTop: 0 }}>
              {reply.name}
            </Heading>
          )}
          <Text className="soft" style={look.small}>
            On “{reply.story}”, to your “{reply.answered}”
          </Text>
          <Text className="ink" style={{ ...look.quote, whiteSpace: "pre-line" }}>
            {reply.text}
          </Text>
          {isOne ? (
            <>
              <Button className="press" href={reply.link} style={look.button}>
                Read it there, and answer
              </Button>
              <CopyLink link={reply.link} />
              <Text className="soft" style={look.small}>
                <Mute reply={reply} />
              </Text>
            </>
          ) : (
            <Text className="soft" style={look.small}>
              <Link className="link" href={reply.link} style={look.link}>
                Read it there, and answer
              </Link>
              {" · "}
              <Mute reply={reply} />
            </Text>
          )}
        </Section>
      ))}
      {props.more > 0 ? (
        <Text className="ink" style={look.plain}>
          And {props.more} more, below what you wrote:{" "}
          <Link className="link" href={props.all} style={look.link}>
            your comments
          </Link>
        </Text>
      ) : null}
    </MailLayout>
  );
}

const Mute = ({ reply }: { reply: Reply }) => (
  <Link className="link" href={reply.mute} style={look.link}>
    Mute this thread
  </Link>
);
