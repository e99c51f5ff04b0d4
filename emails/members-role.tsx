import { Button, Heading, Text } from "@react-email/components";
import { MailLayout } from "./layout.tsx";
import { CopyLink } from "./parts/copy-link.tsx";
import { look } from "./parts/look.ts";

type Props = {
  publication: string;
  postalAddress: string;
  /** Who gave it, or took it back. */
  by: string;
  roleName: string;
  isGiven: boolean;
  /** What it lets them do, in words. */
  acts: string[];
  link: string;
};

/** That somebody has a role at the desk, or has it no more. */
export function RoleMail({ publication, postalAddress, by, roleName, isGiven, acts, link }: Props) {
  return (
    <MailLayout
      footer={
        <Text className="soft" style={look.small}>
          Whenever the desk is opened or closed to you, you are told, so this mail cannot be turned off.
        </Text>
      }
      postalAddress={postalAddress}
      preview={isGiven ? "Sign in with this address, and the desk is open to you." : "Your membership stays as it is."}
      publication={publication}
    >
      <Heading as="h1" className="ink" style={look.headline}>
        {isGiven ? `You are ${article(roleName)} ${roleName} now` : `You are ${article(roleName)} ${roleName} no more`}
      </Heading>
      <Text className="ink" style={look.plain}>
        {isGiven
          ? `${by} has opened the desk of ${publication} to you. Sign in with the address that this mail went to; the desk may ask for a second factor the first time.`
          : `${by} has taken back your role as ${roleName} at the desk of ${publication}. Your membership, and any other role, stays as it is.`}
      </Text>
      {isGiven ? (
        <>
          <Text className="ink" style={look.plain}>
            As {article(roleName)} {roleName} you can: {acts.map(lower).join("; ")}.
          </Text>
          <Button className="press" href={link} style={look.button}>
            Open the desk
          </Button>
          <CopyLink link={link} />
        </>
      ) : null}
    </MailLayout>
  );
}

const article = (role: string) => (/^[aeiou]/.test(role) ? "an" : "a");
const lower = (words: string) => words.charAt(0).toLowerCase() + words.slice(1);
