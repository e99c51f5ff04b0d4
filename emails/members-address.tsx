import { Button, Heading, Link, Text } from "@react-email/components";
import { MailLayout } from "./layout.tsx";
import { CopyLink } from "./parts/copy-link.tsx";
import { look } from "./parts/look.ts";

/** Asks the mailbox that mail goes to now, or the one that it is to go to, whether a membership may move. */
export function AddressMail(props: {
  publication: string;
  postalAddress: string;
  side: "from" | "to";
  newEmail: string;
  hours: number;
  link: string;
  devices: string;
}) {
  const isOld = props.side === "from";
  return (
    <MailLayout
      footer={
        <Text className="soft" style={look.small}>
          {isOld ? (
            <>
              Somebody who is signed in with this address asked for it. If that was not you, do nothing, and sign out on{" "}
              <Link className="link" href={props.devices} style={look.link}>
                devices that you do not know
              </Link>
              .
            </>
          ) : (
            "Somebody typed this address as their new one. If that was not you, do nothing: without you nothing moves."
          )}
        </Text>
      }
      postalAddress={props.postalAddress}
      preview="Both mailboxes are asked. It moves when both have said yes."
      publication={props.publication}
    >
      <Heading as="h1" className="ink" style={look.headline}>
        {isOld ? "Is your membership to move?" : "Is this your new address?"}
      </Heading>
      <Text className="ink" style={look.plain}>
        {isOld ? (
          <>
            It is to move to <b>{props.newEmail}</b>. Mail goes there from then on, and this address signs nobody in any
            more.
          </>
        ) : (
          <>A membership of {props.publication} is to move to this address.</>
        )}{" "}
        We have asked the other mailbox as well; it moves when both have said yes.
      </Text>
      <Button className="press" href={props.link} style={look.button}>
        Look, and say yes
      </Button>
      <CopyLink link={props.link} />
      <Text className="soft" style={look.small}>
        The link is good for {props.hours} hours.
      </Text>
    </MailLayout>
  );
}
