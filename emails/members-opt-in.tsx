import { Button, Heading, Text } from "@react-email/components";
import { MailLayout } from "./layout.tsx";
import { CopyLink } from "./parts/copy-link.tsx";
import { look } from "./parts/look.ts";

export function OptInMail(props: {
  publication: string;
  postalAddress: string;
  title: string;
  wording: string;
  link: string;
  days: number;
}) {
  return (
    <MailLayout
      publication={props.publication}
      postalAddress={props.postalAddress}
      preview="One press, and it is yours. Do nothing, and nothing comes."
      footer={
        <Text className="soft" style={look.small}>
          You asked for this at {props.publication}. If you did not, do nothing: without a press on the page behind the
          button, nothing is sent to you.
        </Text>
      }
    >
      <Heading as="h1" className="ink" style={look.headline}>
        {props.title}: shall we send it to you?
      </Heading>
      <Text className="ink" style={look.quote}>
        {props.wording}
      </Text>
      <Button className="press" href={props.link} style={look.button}>
        Open the page and confirm
      </Button>
      <CopyLink link={props.link} />
      <Text className="soft" style={look.small}>
        The link works for {props.days} days. You can leave again at any time with one press.
      </Text>
    </MailLayout>
  );
}
