import { Button, Heading, Text } from "@react-email/components";
import { MailLayout } from "./layout.tsx";
import { CopyLink } from "./parts/copy-link.tsx";
import { look } from "./parts/look.ts";

/** That everything held on a member lies ready for them. */
export function ExportMail(props: { publication: string; postalAddress: string; link: string; days: number }) {
  return (
    <MailLayout
      footer={
        <Text className="soft" style={look.small}>
          You get this because somebody who is signed in with this address asked for it. If that was not you, sign in
          and end the devices that you do not know.
        </Text>
      }
      postalAddress={props.postalAddress}
      preview={`You can fetch it for ${props.days} days.`}
      publication={props.publication}
    >
      <Heading as="h1" className="ink" style={look.headline}>
        What we hold on you is ready
      </Heading>
      <Text className="ink" style={look.plain}>
        It is one ZIP file with a list for each thing: your comments, your bookmarks, what you agreed to, and the rest.
        You can fetch it for {props.days} days, signed in as yourself.
      </Text>
      <Button className="press" href={props.link} style={look.button}>
        Fetch it from your account
      </Button>
      <CopyLink link={props.link} />
    </MailLayout>
  );
}
