import { Button, Heading, Link, Text } from "@react-email/components";
import { MailLayout } from "./layout.tsx";
import { CopyLink } from "./parts/copy-link.tsx";
import { look } from "./parts/look.ts";

type Props = {
  publication: string;
  postalAddress: string;
  story: string;
  /** As much of it as its author needs to know it again. */
  comment: string;
  link: string;
};

/** A statement of reasons: what was decided about a comment, why, and what its author can do about it. */
export function RejectionMail(
  props: Props & {
    wasPublished: boolean;
    /** How it came before a moderator, in a sentence. */
    came: string;
    /** Null where a decision from before cites none. */
    part: { number: number; title: string; link: string } | null;
    words: string | null;
    appealUntil: string;
  },
) {
  const title = props.wasPublished ? "Your comment was taken down" : "Your comment was not published";
  return (
    <MailLayout
      footer={
        <Text className="soft" style={look.small}>
          You get this because you commented at {props.publication}. Whoever’s comment is not published is told why, so
          this mail cannot be turned off.
        </Text>
      }
      postalAddress={props.postalAddress}
      preview={props.part ? `It breaks guideline ${props.part.number}, “${props.part.title}”.` : props.came}
      publication={props.publication}
    >
      <Heading as="h1" className="ink" style={look.headline}>
        {title}
      </Heading>
      <Text className="ink" style={look.plain}>
        Under “{props.story}” you wrote:
      </Text>
      <Text className="ink" style={look.quote}>
        {props.comment}
      </Text>
      <Text className="ink" style={look.plain}>
        {props.came} A moderator has read it and found that it breaks{" "}
        {props.part ? `guideline ${props.part.number}, “${props.part.title}”` : "the community guidelines"}.
      </Text>
      {props.part ? (
        <Text className="ink" style={look.plain}>
          <Link className="link" href={props.part.link} style={look.link}>
            What guideline {props.part.number} asks
          </Link>
        </Text>
      ) : null}
      {props.words ? (
        <>
          <Text className="ink" style={look.plain}>
            The moderator writes:
          </Text>
          <Text className="ink" style={look.quote}>
            {props.words}
          </Text>
        </>
      ) : null}
      <Text className="ink" style={look.plain}>
        If you think that this is wrong, you can appeal once, until {props.appealUntil}. Where more than one person
        moderates, somebody else reads the appeal.
      </Text>
      <Button className="press" href={props.link} style={look.button}>
        Read the decision, or appeal
      </Button>
      <CopyLink link={props.link} />
    </MailLayout>
  );
}

/** That a comment which waited for a moderator is published. */
export function ApprovalMail(props: Props & { account: string }) {
  return (
    <MailLayout
      footer={
        <Text className="soft" style={look.small}>
          You get this because your comment waited for a moderator. You can turn such mails off in{" "}
          <Link className="link" href={props.account} style={look.link}>
            your account
          </Link>
          .
        </Text>
      }
      postalAddress={props.postalAddress}
      preview="A moderator has read it, and it stands under the story."
      publication={props.publication}
    >
      <Heading as="h1" className="ink" style={look.headline}>
        Your comment is published
      </Heading>
      <Text className="ink" style={look.plain}>
        A moderator has read what you wrote under “{props.story}”, and it stands there now:
      </Text>
      <Text className="ink" style={look.quote}>
        {props.comment}
      </Text>
      <Button className="press" href={props.link} style={look.button}>
        See it under the story
      </Button>
      <CopyLink link={props.link} />
    </MailLayout>
  );
}
