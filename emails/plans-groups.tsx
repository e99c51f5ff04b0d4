import { Button, Heading, Text } from "@react-email/components";
import type { ReactNode } from "react";
import { MailLayout } from "./layout.tsx";
import { CopyLink } from "./parts/copy-link.tsx";
import { look } from "./parts/look.ts";

type Props = {
  publication: string;
  postalAddress: string;
  group: string;
  plan: string;
  /** Where to go on. */
  link: string;
};

/** To whom a seat is offered. */
export function SeatInvitationMail(props: Props & { sections: string[]; until: string }) {
  const { publication, group, plan, sections, until, link } = props;
  const opens = sections.length > 0 ? `every story in ${sections.join(", ")}` : `every story of ${publication}`;
  return (
    <Frame
      heading={`${group} has a seat for you`}
      label="Take your seat"
      link={link}
      preview={`It is paid by ${group}; you only take it.`}
      props={props}
      why={`You get this because somebody at ${group} gave your address for this seat. We keep it as long as you have the seat, or until a month after the invitation is over, and use it for nothing else.`}
    >
      <Text className="ink" style={look.plain}>
        {group} pays for {plan} for its readers, and opens {opens} to you. You pay nothing and enter no card.
      </Text>
      <Text className="ink" style={look.plain}>
        The seat waits for you until {until}. Whoever looks after the group sees that it is taken, and never what you
        read.
      </Text>
    </Frame>
  );
}

/** To who pays: that it is open. */
export function GroupBeganMail(props: Props & { seats: number; price: string; renews: string }) {
  const { group, plan, seats, price, renews, link } = props;
  return (
    <Frame
      heading={`${group} has ${seats} seats`}
      label="Invite your readers"
      link={link}
      preview={`${plan}, for ${seats} readers.`}
      props={props}
      why={`You get this because you pay for a group at ${props.publication}. It is told to you once.`}
    >
      <Text className="ink" style={look.plain}>
        {plan} is open to {seats} readers of yours, {price} for each. It renews by itself{renews}, until you end it.
      </Text>
      <Text className="ink" style={look.plain}>
        Invite them by their addresses, or let everybody in who has one at your domain. You take a seat yourself like
        everybody else. The receipt comes from Stripe.
      </Text>
    </Frame>
  );
}

/** To who pays: that more seats are taken than are paid for. */
export function SeatsWaitMail(props: Props & { seats: number; waiting: number }) {
  const { group, seats, waiting, link } = props;
  return (
    <Frame
      heading={`${waiting === 1 ? "One seat" : `${waiting} seats`} of ${group} ${waiting === 1 ? "waits" : "wait"}`}
      label="See the seats"
      link={link}
      preview="More seats are taken than are paid for."
      props={props}
      why={`You get this because you pay for a group at ${props.publication}.`}
    >
      <Text className="ink" style={look.plain}>
        {seats} seats are paid for now, and more are taken. Whoever took theirs last reads no more by it until you take
        more seats, or free others.
      </Text>
    </Frame>
  );
}

/** To who had a seat. */
export function SeatEndedMail(props: Props & { isGroupOver: boolean }) {
  const { publication, group, plan, isGroupOver, link } = props;
  return (
    <Frame
      heading={`Your seat at ${group} has ended`}
      label="See the plans"
      link={link}
      preview={isGroupOver ? `${group} does not pay for ${plan} any more.` : `${group} needed the seat.`}
      props={props}
      why={`You get this once, because you read ${publication} by a seat of ${group}.`}
    >
      <Text className="ink" style={look.plain}>
        {isGroupOver
          ? `${group} does not pay for ${plan} any more, so the seats of its readers have ended.`
          : `Whoever looks after ${group} has freed the seat by which you read ${plan}.`}{" "}
        You stay a member, and your reading list, your comments and your newsletters stay as they are.
      </Text>
      <Text className="ink" style={look.plain}>
        If you want to go on reading everything, choose a plan of your own.
      </Text>
    </Frame>
  );
}

function Frame(props: {
  heading: string;
  preview: string;
  label: string;
  link: string;
  props: Props;
  why: string;
  children: ReactNode;
}) {
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
      <Heading as="h1" className="ink" style={look.headline}>
        {props.heading}
      </Heading>
      {props.children}
      <Button className="press" href={props.link} style={look.button}>
        {props.label}
      </Button>
      <CopyLink link={props.link} />
    </MailLayout>
  );
}
