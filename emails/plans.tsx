import { Button, Heading, Text } from "@react-email/components";
import { MailLayout } from "./layout.tsx";
import { CopyLink } from "./parts/copy-link.tsx";
import { look } from "./parts/look.ts";

type Props = { publication: string; postalAddress: string; plan: string; link: string };

/** That a plan is open, and how it goes on. */
export function PlanBeganMail(props: Props & { sections: string[]; goesOn: string; isPaid: boolean }) {
  return (
    <MailLayout
      footer={
        <Text className="soft" style={look.small}>
          You get this because you have a plan at {props.publication}. What you have is told to you once, so this mail
          cannot be turned off.
        </Text>
      }
      postalAddress={props.postalAddress}
      preview={props.goesOn}
      publication={props.publication}
    >
      <Heading as="h1" className="ink" style={look.headline}>
        You have {props.plan}
      </Heading>
      <Text className="ink" style={look.plain}>
        {props.sections.length > 0
          ? `Every story in ${props.sections.join(", ")} is open to you now, on every device on which you are signed in.`
          : "Every story is open to you now, on every device on which you are signed in."}
      </Text>
      <Text className="ink" style={look.plain}>
        {props.goesOn}
      </Text>
      {props.isPaid ? (
        <Text className="ink" style={look.plain}>
          The receipt comes from Stripe. Pausing or ending it takes one press in your account.
        </Text>
      ) : null}
      <Button className="press" href={props.link} style={look.button}>
        See your plan
      </Button>
      <CopyLink link={props.link} />
    </MailLayout>
  );
}

/** That a payment has failed, and until when reading stays open. */
export function PaymentFailedMail(props: Props & { price: string; until: string | null }) {
  return (
    <MailLayout
      footer={
        <Text className="soft" style={look.small}>
          You get this because you pay for a plan at {props.publication}. It is about your money, so it cannot be turned
          off.
        </Text>
      }
      postalAddress={props.postalAddress}
      preview={props.until ? `Everything stays open until ${props.until}.` : "Reading is closed until it is paid."}
      publication={props.publication}
    >
      <Heading as="h1" className="ink" style={look.headline}>
        A payment has failed
      </Heading>
      <Text className="ink" style={look.plain}>
        Your card did not pay {props.price} for {props.plan}. Mostly it has run out, or the bank has asked for
        something.
      </Text>
      <Text className="ink" style={look.plain}>
        {props.until
          ? `Everything stays open until ${props.until}. Stripe tries again meanwhile; with another card it goes on at once.`
          : "Reading is closed until it is paid. With another card it goes on at once."}{" "}
        If you do not want it any more, end it in your account, and nothing more is taken.
      </Text>
      <Button className="press" href={props.link} style={look.button}>
        Look after your card
      </Button>
      <CopyLink link={props.link} />
    </MailLayout>
  );
}
