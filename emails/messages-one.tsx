import { Heading, Text } from "@react-email/components";
import { MailLayout } from "./layout.tsx";
import { type Block, Blocks } from "./parts/blocks.tsx";
import { look } from "./parts/look.ts";

/** One mail to one person, by a template of the newsroom's. There is nothing to unsubscribe from, and it says so. */
export const MessageMail = (props: {
  publication: string;
  postalAddress: string;
  language: string;
  direction: "ltr" | "rtl";
  subject: string;
  preview: string;
  blocks: Block[];
  why: string;
}) => (
  <MailLayout
    direction={props.direction}
    footer={
      <Text className="soft" style={look.small}>
        {props.why}
      </Text>
    }
    language={props.language}
    postalAddress={props.postalAddress}
    preview={props.preview || props.subject}
    publication={props.publication}
  >
    <Heading as="h1" className="ink" style={look.headline}>
      {props.subject}
    </Heading>
    <Blocks blocks={props.blocks} />
  </MailLayout>
);
