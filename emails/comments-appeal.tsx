import { Button, Heading, Text } from "@react-email/components";
import { MailLayout } from "./layout.tsx";
import { CopyLink } from "./parts/copy-link.tsx";
import { look } from "./parts/look.ts";

/** What came of an appeal: the comment is published after all, or the decision stands. */
export function AppealMail(props: {
  publication: string;
  postalAddress: string;
  story: string;
  comment: string;
  isOverturned: boolean;
  words: string;
  link: string;
}) {
  return (
    <MailLayout
      footer={
        <Text className="soft" style={look.small}>
          You get this because you appealed against a decision at {props.publication}. It is the only answer that we
          send.
        </Text>
      }
      postalAddress={props.postalAddress}
      preview={
        props.isOverturned ? "A moderator has read your appeal and agrees." : "A moderator has read your appeal."
      }
      publication={props.publication}
    >
      <Heading as="h1" className="ink" style={look.headline}>
        {props.isOverturned ? "Your comment is published after all" : "The decision about your comment stands"}
      </Heading>
      <Text className="ink" style={look.plain}>
        A moderator has read your appeal about what you wrote under “{props.story}”:
      </Text>
      <Text className="ink" style={look.quote}>
        {props.comment}
      </Text>
      <Text className="ink" style={look.plain}>
        {props.isOverturned
          ? "The decision was wrong, and the comment stands under the story now. The moderator writes:"
          : "The comment stays as it is, and is not shown. The moderator writes:"}
      </Text>
      <Text className="ink" style={look.quote}>
        {props.words}
      </Text>
      <Button className="press" href={props.link} style={look.button}>
        {props.isOverturned ? "See it under the story" : "Read the decision"}
      </Button>
      <CopyLink link={props.link} />
    </MailLayout>
  );
}
