import { Button, Heading, Text } from "@react-email/components";
import { MailLayout } from "./layout.tsx";
import { CopyLink } from "./parts/copy-link.tsx";
import { look } from "./parts/look.ts";

/** That a member is erased, when, and how to take it back. */
export function ErasureMail(props: {
  publication: string;
  postalAddress: string;
  link: string;
  due: string;
  keepsComments: boolean;
}) {
  return (
    <MailLayout
      footer={
        <Text className="soft" style={look.small}>
          You get this because it was asked for with a code that we sent to this address. After that day nothing of
          yours is left here to write to you with.
        </Text>
      }
      postalAddress={props.postalAddress}
      preview={`Until ${props.due} you can take it back.`}
      publication={props.publication}
    >
      <Heading as="h1" className="ink" style={look.headline}>
        Your membership is erased on {props.due}
      </Heading>
      <Text className="ink" style={look.plain}>
        Then everything that we hold on you goes: your address, your name, your bookmarks, what you agreed to
        {props.keepsComments
          ? ". Your published comments stay, without your name; all others go."
          : ", and the words of your comments. Answers by others stay."}
      </Text>
      <Text className="ink" style={look.plain}>
        You are signed out everywhere, and nothing more is mailed to you. Changed your mind? Sign in before that day and
        press “Stay a member”. If you did not ask for this, do that now.
      </Text>
      <Button className="press" href={props.link} style={look.button}>
        Sign in and take it back
      </Button>
      <CopyLink link={props.link} />
    </MailLayout>
  );
}
