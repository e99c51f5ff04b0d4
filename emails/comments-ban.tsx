import { Heading, Link, Text } from "@react-email/components";
import { MailLayout } from "./layout.tsx";
import { look } from "./parts/look.ts";

type Props = {
  publication: string;
  postalAddress: string;
  /** In a moderator's words. */
  words: string;
  /** Whom to write to about it. */
  contact: string;
};

const Contact = ({ contact }: { contact: string }) => (
  <Link className="link" href={`mailto:${contact}`} style={look.link}>
    {contact}
  </Link>
);

/** A statement of reasons: that a member may not comment, until when, why, and what they can do about it. */
export function BanMail(
  props: Props & {
    /** "until 14 March 2026 at 12:00 UTC", or for good. */
    lasts: string;
    part: { number: number; title: string; link: string } | null;
    isReplacement: boolean;
  },
) {
  const { part } = props;
  return (
    <MailLayout
      footer={
        <Text className="soft" style={look.small}>
          You get this because you have an account at {props.publication}. Whoever may not comment is told why, so this
          mail cannot be turned off.
        </Text>
      }
      postalAddress={props.postalAddress}
      preview={part ? `It is about guideline ${part.number}, “${part.title}”.` : "Why, and what you can do about it."}
      publication={props.publication}
    >
      <Heading as="h1" className="ink" style={look.headline}>
        You may not comment {props.lasts}
      </Heading>
      {props.isReplacement ? (
        <Text className="ink" style={look.plain}>
          This takes the place of an earlier decision about the same.
        </Text>
      ) : null}
      <Text className="ink" style={look.plain}>
        A moderator decided that because of{" "}
        {part ? `guideline ${part.number}, “${part.title}”` : "our community guidelines"}, and writes:
      </Text>
      <Text className="ink" style={look.quote}>
        {props.words}
      </Text>
      {part ? (
        <Text className="ink" style={look.plain}>
          <Link className="link" href={part.link} style={look.link}>
            What guideline {part.number} asks
          </Link>
        </Text>
      ) : null}
      <Text className="ink" style={look.plain}>
        You cannot post, edit or bring back comments meanwhile. Everything else stays yours: reading, saving stories,
        recommending and reporting comments, deleting your own, newsletters and offers. Your comments stay where they
        are.
      </Text>
      <Text className="ink" style={look.plain}>
        If you think that this is wrong, write to <Contact contact={props.contact} />. A person reads it.
      </Text>
    </MailLayout>
  );
}

/** That a member may comment again, before the time that they had been told. */
export function LiftedBanMail(props: Props & { since: string }) {
  return (
    <MailLayout
      footer={
        <Text className="soft" style={look.small}>
          You get this because you could not comment at {props.publication}, and can again.
        </Text>
      }
      postalAddress={props.postalAddress}
      preview="A moderator has lifted what kept you from it."
      publication={props.publication}
    >
      <Heading as="h1" className="ink" style={look.headline}>
        You may comment again
      </Heading>
      <Text className="ink" style={look.plain}>
        Since {props.since} you could not. A moderator has lifted that, and writes:
      </Text>
      <Text className="ink" style={look.quote}>
        {props.words}
      </Text>
      <Text className="ink" style={look.plain}>
        If something is not clear, write to <Contact contact={props.contact} />.
      </Text>
    </MailLayout>
  );
}
