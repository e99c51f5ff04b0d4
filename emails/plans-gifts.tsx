import { Button, Heading, Section, Text } from "@react-email/components";
import type { ReactNode } from "react";
import { MailLayout } from "./layout.tsx";
import { CopyLink } from "./parts/copy-link.tsx";
import { look } from "./parts/look.ts";

type Props = {
  publication: string;
  postalAddress: string;
  plan: string;
  sections: string[];
  /** "a year" */
  lasts: string;
  fromName: string;
  /** Until when it can be opened, as a day. */
  openUntil: string;
  code: string;
  link: string;
};

const opens = ({ sections, publication }: Pick<Props, "sections" | "publication">) =>
  sections.length > 0 ? `every story in ${sections.join(", ")}` : `every story of ${publication}`;

/** To who it is for. */
export function GiftMail(props: Props & { toName: string; message: string }) {
  const { publication, plan, lasts, fromName, toName, message, openUntil, code, link } = props;
  return (
    <Frame
      preview={`${plan}, for ${lasts}. It is paid; you only open it.`}
      props={props}
      why={`You get this because ${fromName} gave your address for this gift. We keep it until the gift is opened, or can be no more, and use it for nothing else.`}
    >
      <Heading as="h1" className="ink" style={look.headline}>
        {fromName} gives you {plan}
      </Heading>
      <Text className="ink" style={look.plain}>
        Dear {toName}, for {lasts} {opens(props)} is open to you. It is paid, and it ends by itself.
      </Text>
      {message ? <Words message={message} name={fromName} /> : null}
      <Button className="press" href={link} style={look.button}>
        Open your gift
      </Button>
      <Text className="ink" style={{ ...look.plain, marginTop: "20px" }}>
        Its time begins when you open it. It waits for you until {openUntil}. At {publication} you can also type its
        code: <b>{code}</b>
      </Text>
      <CopyLink link={link} />
    </Frame>
  );
}

/** To who gave it. */
export function GiftBoughtMail(props: Props & { toName: string; price: string; goesOut: string; page: string }) {
  const { plan, lasts, toName, price, goesOut, openUntil, code, link, page } = props;
  return (
    <Frame preview={goesOut} props={props} why={`You get this because you bought a gift at ${props.publication}.`}>
      <Heading as="h1" className="ink" style={look.headline}>
        Your gift for {toName}
      </Heading>
      <Text className="ink" style={look.plain}>
        {plan}, for {lasts}, is paid: {price}. {goesOut} It can be opened until {openUntil}, and its time begins then.
        It does not renew.
      </Text>
      <Text className="ink" style={look.plain}>
        Its code: <b>{code}</b>
      </Text>
      <Text className="ink" style={{ ...look.plain, wordBreak: "break-word" }}>
        Where it is opened: {link}
      </Text>
      <Button className="press" href={page} style={look.button}>
        See your gift
      </Button>
      <Text className="ink" style={{ ...look.plain, marginTop: "20px" }}>
        There you see whether it was opened, mail it again, or print a card. The receipt comes from Stripe.
      </Text>
      <CopyLink link={page} />
    </Frame>
  );
}

/** To who gave it: that its mail came back. */
export function GiftUndeliveredMail(props: Props & { toName: string; toEmail: string; page: string }) {
  const { plan, toName, toEmail, openUntil, code, page } = props;
  return (
    <Frame
      preview={`${toEmail} does not take it.`}
      props={props}
      why={`You get this because you bought a gift at ${props.publication}.`}
    >
      <Heading as="h1" className="ink" style={look.headline}>
        Your gift for {toName} could not be delivered
      </Heading>
      <Text className="ink" style={look.plain}>
        {toEmail} does not take mails from us. Perhaps a letter is wrong: on the page of your gift you mail {plan} to
        another address, or print a card.
      </Text>
      <Text className="ink" style={look.plain}>
        Or hand over its code yourself: <b>{code}</b>. It can be opened until {openUntil}.
      </Text>
      <Button className="press" href={page} style={look.button}>
        See your gift
      </Button>
      <CopyLink link={page} />
    </Frame>
  );
}

/** That it waits to be opened, a month before it cannot be any more. */
export function GiftWaitsMail(props: Props & { toName: string; isTheirs: boolean }) {
  const { plan, lasts, fromName, toName, openUntil, code, link, isTheirs } = props;
  return (
    <Frame
      preview={`It can be opened until ${openUntil}.`}
      props={props}
      why={
        isTheirs
          ? `You get this once, because ${fromName} gave your address for this gift.`
          : `You get this once, because you bought a gift at ${props.publication}.`
      }
    >
      <Heading as="h1" className="ink" style={look.headline}>
        {isTheirs ? `${fromName}’s gift waits for you` : `Your gift for ${toName} is not opened yet`}
      </Heading>
      <Text className="ink" style={look.plain}>
        {isTheirs
          ? `It opens ${plan} for ${lasts}, and is paid. It can be opened until ${openUntil}.`
          : `${plan}, for ${lasts}, can be opened until ${openUntil}. Perhaps ${toName} has not found it: hand the code over once more.`}
      </Text>
      <Text className="ink" style={look.plain}>
        Its code: <b>{code}</b>
      </Text>
      <Button className="press" href={link} style={look.button}>
        {isTheirs ? "Open your gift" : "Where it is opened"}
      </Button>
      <CopyLink link={link} />
    </Frame>
  );
}

/** That what it opened closes in a week. */
export function GiftEndsMail(props: Props & { until: string; plans: string }) {
  const { plan, fromName, until, plans } = props;
  return (
    <Frame
      preview={`Until ${until} everything stays open.`}
      props={props}
      why={`You get this once, because you have ${plan} as a gift.`}
    >
      <Heading as="h1" className="ink" style={look.headline}>
        Your gift ends on {until}
      </Heading>
      <Text className="ink" style={look.plain}>
        {fromName} gave you {plan}. Until {until} everything stays open; nothing is paid after that, and nothing renews.
      </Text>
      <Text className="ink" style={look.plain}>
        If you want to go on, choose this plan now: you pay from the day on which the gift ends, and lose nothing of it.
      </Text>
      <Button className="press" href={plans} style={look.button}>
        See the plans
      </Button>
      <CopyLink link={plans} />
    </Frame>
  );
}

function Frame(props: { preview: string; props: Props; why: string; children: ReactNode }) {
  return (
    <MailLayout
      footer={
        <Text className="soft" style={look.small}>
          {props.why}
        </Text>
      }
      postalAddress={props.props.postalAddress}
      preview={props.preview}
      publication={props.props.publication}
    >
      {props.children}
    </MailLayout>
  );
}

/** As it was written, with its lines. */
function Words({ message, name }: { message: string; name: string }) {
  return (
    <Section style={{ margin: "16px 0", paddingLeft: "16px", borderLeft: "3px solid #8a8579" }}>
      <Text className="ink" style={{ ...look.plain, whiteSpace: "pre-line", margin: 0 }}>
        {message}
      </Text>
      <Text className="soft" style={{ ...look.small, margin: "8px 0 0" }}>
        {name}
      </Text>
    </Section>
  );
}
