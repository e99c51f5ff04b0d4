import { Button, Heading, Text } from "@react-email/components";
import { MailLayout } from "./layout.tsx";
import { CopyLink } from "./parts/copy-link.tsx";
import { look } from "./parts/look.ts";

/** That a passkey was added. */
export function PasskeyMail(props: { publication: string; postalAddress: string; name: string; link: string }) {
  return (
    <MailLayout
      footer={
        <Text className="soft" style={look.small}>
          Whoever adds a way into your membership is told to you, so this mail cannot be turned off.
        </Text>
      }
      postalAddress={props.postalAddress}
      preview="If that was you, there is nothing to do."
      publication={props.publication}
    >
      <Heading as="h1" className="ink" style={look.headline}>
        A passkey was added
      </Heading>
      <Text className="ink" style={look.plain}>
        “{props.name}” signs you in to {props.publication} from now on. If that was you, there is nothing to do. If not,
        remove it, and sign out everywhere.
      </Text>
      <Button className="press" href={props.link} style={look.button}>
        See your passkeys
      </Button>
      <CopyLink link={props.link} />
    </MailLayout>
  );
}
