import { Body, Container, Head, Html, Preview, Section, Text } from "@react-email/components";
import type { ReactNode } from "react";
import { darkStyles, look } from "./parts/look.ts";

/** One column of 600 px, serif headline, readable with images off and in the dark. Pure: props in, HTML and text out. */
export function MailLayout(props: {
  publication: string;
  postalAddress: string;
  preview: string;
  children: ReactNode;
  /** What it is written in; English unless said. */
  language?: string;
  direction?: "ltr" | "rtl";
  /** Why this mail came, and how to stop it, where that can be. */
  footer?: ReactNode;
}) {
  const { language = "en", direction = "ltr" } = props;
  return (
    <Html dir={direction} lang={language}>
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <style>{darkStyles}</style>
      </Head>
      <Preview>{props.preview}</Preview>
      <Body className="paper" style={look.paper}>
        <Container style={look.column}>
          <Section className="masthead" style={look.masthead}>
            <Text className="ink" style={look.name}>
              {props.publication}
            </Text>
          </Section>
          {props.children}
          <Section className="footer" style={look.footer}>
            {props.footer}
            <Text className="soft" style={look.small}>
              {props.publication}
              <br />
              {props.postalAddress}
            </Text>
          </Section>
        </Container>
      </Body>
    </Html>
  );
}
