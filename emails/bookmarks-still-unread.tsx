import { Button, Heading, Link, Section, Text } from "@react-email/components";
import { MailLayout } from "./layout.tsx";
import { look } from "./parts/look.ts";

type Story = {
  id: string;
  title: string;
  standfirst: string;
  byline: string | null;
  /** The day, in words. */
  saved: string;
  /** The publisher changed title or standfirst since. */
  isCorrected: boolean;
  link: string;
};

/** What of a reading list is still unread, once a week. */
export function StillUnreadMail(props: {
  publication: string;
  postalAddress: string;
  /** How many there are in all. */
  unread: number;
  stories: Story[];
  list: string;
  stop: string;
}) {
  const count = props.stories.length;
  return (
    <MailLayout
      footer={
        <>
          <Text className="soft" style={look.small}>
            You asked to be mailed once a week what of your reading list is still unread.
          </Text>
          <Text className="soft" style={look.small}>
            <Link className="link" href={props.stop} style={look.link}>
              Stop these mails
            </Link>
          </Text>
        </>
      }
      postalAddress={props.postalAddress}
      preview={props.stories
        .map(({ title }) => title)
        .join(" · ")
        .slice(0, 140)}
      publication={props.publication}
    >
      <Heading as="h1" className="ink" style={look.headline}>
        {count === 1 ? "One story is still unread" : `${count} stories are still unread`}
      </Heading>
      {props.stories.map((story, at) => (
        <Section className="line" key={story.id} style={at === 0 ? {} : look.next}>
          <Heading as="h2" className="ink" style={{ ...look.heading, marginTop: 0 }}>
            <Link className="ink" href={story.link} style={{ color: "inherit", textDecoration: "none" }}>
              {story.title}
            </Link>
          </Heading>
          {story.standfirst ? (
            <Text className="ink" style={look.plain}>
              {story.standfirst}
            </Text>
          ) : null}
          <Text className="soft" style={look.small}>
            {story.byline ? `By ${story.byline}. ` : ""}Saved on {story.saved}.
            {story.isCorrected ? " Corrected since you saved it." : ""}
          </Text>
        </Section>
      ))}
      <Button className="press" href={props.list} style={look.button}>
        {props.unread > count ? `See all ${props.unread} on your reading list` : "Go to your reading list"}
      </Button>
    </MailLayout>
  );
}
