import { Button, Heading, Link, Text } from "@react-email/components";
import { MailLayout } from "./layout.tsx";
import { look } from "./parts/look.ts";

const kickers = {
  notice: "An offer for members",
  reminder: "A reminder of an offer for members",
  returning: "An offer, should you wish to come back",
};

export function OfferMail(props: {
  occasion: keyof typeof kickers;
  publication: string;
  postalAddress: string;
  title: string;
  description: string;
  code: string | null;
  /** What it takes off, in words. */
  terms: string | null;
  link: string;
  linkLabel: string;
  endsAt: string | null;
  leave: string;
}) {
  const paragraphs = props.description.split(/\n\s*\n/).filter((text) => text.trim() !== "");
  return (
    <MailLayout
      publication={props.publication}
      postalAddress={props.postalAddress}
      preview={props.endsAt ? `Until ${props.endsAt}.` : `${kickers[props.occasion]}.`}
      footer={
        <Text className="soft" style={look.small}>
          You get this because you asked to be told about offers.{" "}
          <Link className="link" href={props.leave} style={look.link}>
            Stop these notices
          </Link>{" "}
          or{" "}
          <Link className="link" href={`${props.leave}?pause=month`} style={look.link}>
            hear of none this month
          </Link>
          .
        </Text>
      }
    >
      <Text className="soft" style={look.small}>
        {kickers[props.occasion]}
      </Text>
      <Heading as="h1" className="ink" style={look.headline}>
        {props.title}
      </Heading>
      {paragraphs.map((text) => (
        <Text className="ink" key={text} style={look.text}>
          {text}
        </Text>
      ))}
      {props.terms ? (
        <Text className="ink" style={look.text}>
          {props.terms}
        </Text>
      ) : null}
      {props.code ? (
        <>
          <Text className="soft" style={look.small}>
            Your code
          </Text>
          <Text className="ink" style={look.code}>
            {props.code}
          </Text>
        </>
      ) : null}
      <Button className="press" href={props.link} style={look.button}>
        {props.linkLabel}
      </Button>
      {props.endsAt ? (
        <Text className="soft" style={{ ...look.small, marginTop: "20px" }}>
          It can be taken until {props.endsAt}.
        </Text>
      ) : null}
    </MailLayout>
  );
}
