const ways: Record<string, string> = {
  mail: "by a mail",
  passkey: "by a passkey",
  provider: "by an account elsewhere",
  publisher: "by the publisher’s login",
};

/** What happened with an account, in a sentence; what has none yet is named as the audit log names it. */
export function accountWords(event: string, facts: Record<string, unknown>): string {
  const { device, with: way, provider, role } = facts;
  if (event === "member.signed_in")
    return `Signed in${typeof way === "string" ? ` ${ways[way] ?? way}` : ""}${typeof device === "string" ? `, ${device}` : ""}`;
  if (event === "member.linked")
    return `Linked an account elsewhere${typeof provider === "string" ? ` (${provider})` : ""}`;
  if (event === "staff.granted") return `Was given a role at the desk: ${role}`;
  if (event === "staff.revoked") return `Lost a role at the desk: ${role}`;
  return words[event] ?? event;
}

const words: Record<string, string> = {
  "member.joined": "Became a member",
  "member.signed_out": "Signed out",
  "member.unlinked": "Unlinked an account elsewhere",
  "member.named": "Changed their name",
  "member.time_zone_set": "Their time zone was set",
  "member.looked_at": "This timeline was opened",
  "member.reading-changed": "Whether their comments are read first was changed",
  "device.ended": "Signed out on another device",
  "devices.ended": "Signed out on several devices",
  "passkey.added": "Added a passkey",
  "passkey.renamed": "Renamed a passkey",
  "passkey.removed": "Removed a passkey",
  "second_factor.app_added": "Added an authenticator app",
  "second_factor.app_removed": "Removed their authenticator app",
  "second_factor.recovery_codes_made": "Made recovery codes",
  "second_factor.shown": "Showed their second factor",
  "second_factor.reset": "Their second factor was reset",
  "address.change_asked": "Asked to move to another address",
  "address.changed": "Moved to another address",
  "address.kept": "Stayed at their address",
  "suppression.lifted": "Mail to their address goes out again",
  "reading-feed.renewed": "Made a private feed of their reading list",
  "reading-feed.stopped": "Ended the private feed of their reading list",
  "reading-reminder.chosen": "Chose when to be mailed what is unread",
  "comment-mails.chosen": "Chose their mails about comments",
  "export.asked": "Asked for everything that is held on them",
  "export.fetched": "Fetched everything that is held on them",
  "erasure.asked": "Asked to be erased",
  "erasure.taken_back": "Took back that they are to be erased",
};
