import { Heading, Link, Text } from "@react-email/components";
import { MailLayout } from "./layout.tsx";
import { look } from "./parts/look.ts";

/** A code for a member who is signed in and asks for something that is not easily taken back. */
export function ProofMail(props: {
  publication: string;
  postalAddress: string;
  code: string;
  minutes: number;
  devices: string;
}) {
  return (
    <MailLayout
      footer={
        <Text className="soft" style={look.small}>
          Somebody who is signed in with this address asked for it. If that was not you, do not pass the code on, and
          sign out on{" "}
          <Link className="link" href={props.devices} style={look.link}>
            devices that you do not know
          </Link>
          .
        </Text>
      }
      postalAddress={props.postalAddress}
      preview={`It works for ${props.minutes} minutes. Without it nothing is erased.`}
      publication={props.publication}
    >
      <Heading as="h1" className="ink" style={look.headline}>
        Erase your membership
      </Heading>
      <Text className="ink" style={look.plain}>
        Type this code where you asked for it:
      </Text>
      <Text className="ink" style={look.code}>
        {props.code}
      </Text>
      <Text className="soft" style={look.small}>
        It works once, for {props.minutes} minutes. Nothing is erased at once: for seven days you can take it back.
      </Text>
    </MailLayout>
  );
}
