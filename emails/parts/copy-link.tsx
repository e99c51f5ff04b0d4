import { Link, Text } from "@react-email/components";
import { look } from "./look.ts";

/** The address of a mail's button once more, for mail programs in which it cannot be pressed. */
export const CopyLink = ({ link }: { link: string }) => (
  <Text className="soft" style={{ ...look.small, marginTop: "20px" }}>
    If the button does not work, copy this address:{" "}
    <Link className="link" href={link} style={{ ...look.link, wordBreak: "break-word" }}>
      {link}
    </Link>
  </Text>
);
