/** Who may do what at the desk: one table, read by routes, screens and tests. */
export const staffRoles = ["moderator", "editor", "marketer", "admin"] as const;
export type StaffRole = (typeof staffRoles)[number];

export const deskActs = {
  "desk.enter": ["moderator", "editor", "marketer", "admin"],
  "comments.moderate": ["moderator", "editor", "admin"],
  "guidelines.edit": ["editor", "admin"],
  "rules.edit": ["editor", "admin"],
  "newsletters.write": ["editor", "admin"],
  "newsletters.send": ["editor", "admin"],
  "audiences.write": ["editor", "marketer", "admin"],
  "readers.import": ["editor", "admin"],
  "messages.write": ["editor", "marketer", "admin"],
  "messages.send": ["editor", "marketer", "admin"],
  "offers.write": ["editor", "marketer", "admin"],
  "offers.send": ["editor", "marketer", "admin"],
  "plans.read": ["editor", "marketer", "admin"],
  "plans.write": ["marketer", "admin"],
  "mailings.read": ["editor", "marketer", "admin"],
  "mailings.run": ["editor", "marketer", "admin"],
  "stories.import": ["editor", "admin"],
  "members.read": ["moderator", "editor", "marketer", "admin"],
  "members.account": ["editor", "admin"],
  "audit.read": ["admin"],
  "settings.edit": ["admin"],
  "staff.manage": ["admin"],
} as const satisfies Record<string, readonly StaffRole[]>;

export type DeskAct = keyof typeof deskActs;

/** The same acts in words, for the table that the desk shows. */
export const actWords: Record<DeskAct, string> = {
  "desk.enter": "Enter the desk",
  "comments.moderate": "Moderate comments, answer appeals, ban",
  "guidelines.edit": "Edit the community guidelines",
  "rules.edit": "Edit the house rules",
  "newsletters.write": "Write newsletters",
  "newsletters.send": "Send newsletters",
  "audiences.write": "Make audiences",
  "readers.import": "Take in lists of readers from elsewhere",
  "messages.write": "Write templates of mails to one person, and see what became of those mails",
  "messages.send": "Send one mail to one person, by a template",
  "offers.write": "Make offers",
  "offers.send": "Send notices of offers",
  "plans.read": "See plans and who is on them",
  "plans.write": "Make plans, set prices, give memberships",
  "mailings.read": "See who got a mailing, and export it",
  "mailings.run": "Pause, resume and cancel mailings",
  "stories.import": "Import stories",
  "members.read": "Open a member's timeline, in what one's work is about",
  "members.account": "See in it sign-ins, devices, and how much was saved",
  "audit.read": "Read the audit log",
  "settings.edit": "Change settings",
  "staff.manage": "Give roles and take them back, reset a second factor",
};

export const mayDo = (roles: readonly StaffRole[], act: DeskAct) =>
  roles.some((role) => (deskActs[act] as readonly StaffRole[]).includes(role));

const actsOf = (roles: readonly StaffRole[]) => (Object.keys(deskActs) as DeskAct[]).filter((act) => mayDo(roles, act));

/** Whether somebody may do at the desk all that another may, and more. */
export const isAbove = (roles: readonly StaffRole[], others: readonly StaffRole[]) =>
  actsOf(others).every((act) => mayDo(roles, act)) && actsOf(roles).length > actsOf(others).length;
