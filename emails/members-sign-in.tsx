import { Button, Heading, Text } from "@react-email/components";
import { MailLayout } from "./layout.tsx";
import { CopyLink } from "./parts/copy-link.tsx";
import { look } from "./parts/look.ts";

export function SignInMail(props: {
  publication: string;
  postalAddress: string;
  link: string;
  code: string;
  minutes: number;
}) {
  return (
    <MailLayout
      publication={props.publication}
      postalAddress={props.postalAddress}
      preview={`Your code is ${props.code}. It works for ${props.minutes} minutes.`}
      footer={
        <Text className="soft" style={look.small}>
          Somebody typed this address at {props.publication} to sign in. If that was not you, do nothing: without this
          mail nobody gets in.
        </Text>
      }
    >
      <Heading as="h1" className="ink" style={look.headline}>
        Sign in to {props.publication}
      </Heading>
      <Text className="ink" style={look.plain}>
        Type this code where you asked for it:
      </Text>
      <Text className="ink" style={look.code}>
        {props.code}
      </Text>
      <Text className="ink" style={look.plain}>
        Or open this page and press the button on it. It works in any browser.
      </Text>
      <Button className="press" href={props.link} style={look.button}>
        Open the sign-in page
      </Button>
      <CopyLink link={props.link} />
      <Text className="soft" style={look.small}>
        Link and code work once, for {props.minutes} minutes.
      </Text>
    </MailLayout>
  );
}
