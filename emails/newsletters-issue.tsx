import { Heading, Img, Link, Text } from "@react-email/components";
import { MailLayout } from "./layout.tsx";
import { type Block, Blocks } from "./parts/blocks.tsx";
import { look } from "./parts/look.ts";

export function IssueMail(props: {
  publication: string;
  postalAddress: string;
  newsletter: string;
  language: string;
  direction: "ltr" | "rtl";
  subject: string;
  preview: string;
  blocks: Block[];
  /** Where it can be read on the site, where it can. */
  online: string | null;
  leave: string;
  /** What it is counted by: a picture that shows nothing, and a link that nobody can see but programs that follow everything. */
  marks?: { pixel: string; trap: string } | undefined;
}) {
  return (
    <MailLayout
      direction={props.direction}
      language={props.language}
      publication={props.publication}
      postalAddress={props.postalAddress}
      preview={props.preview || props.subject}
      footer={
        <Text className="soft" style={look.small}>
          You get “{props.newsletter}” because you confirmed it.{" "}
          <Link className="link" href={props.leave} style={look.link}>
            Unsubscribe
          </Link>
          {props.online ? (
            <>
              {" · "}
              <Link className="link" href={props.online} style={look.link}>
                Read it on the site
              </Link>
            </>
          ) : null}
        </Text>
      }
    >
      <Text className="soft" style={look.small}>
        {props.newsletter}
      </Text>
      <Heading as="h1" className="ink" style={look.headline}>
        {props.subject}
      </Heading>
      <Blocks blocks={props.blocks} />
      {props.marks ? (
        <>
          <Link aria-hidden="true" href={props.marks.trap} style={{ display: "none" }} tabIndex={-1} />
          <Img alt="" aria-hidden="true" height={1} src={props.marks.pixel} style={{ display: "block" }} width={1} />
        </>
      ) : null}
    </MailLayout>
  );
}
