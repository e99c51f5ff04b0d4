import { Refusal } from "../../errors.ts";

/** What a row says of its reader. Only who is confirmed is ever written to; whatever is not understood is none of these. */
export type Said = "confirmed" | "left" | "bounced" | "pending";

/** Programs whose exports are known by their columns. */
export const presets = ["mailchimp", "substack", "ghost", "listmonk", "wordpress"] as const;
export type Preset = (typeof presets)[number];

type Cell = (name: string) => string;
/** The column that decided, and what stands there, where it is not understood. */
type Unclear = { column: string; value: string };

type Shape = {
  /** Columns by which its exports are known; all of them are there. */
  columns: string[];
  says(cell: Cell): Said | Unclear;
};

const addressNames = ["email", "e mail", "email address", "e mail address", "address", "subscriber email"];
const statusNames = ["status", "state", "subscription status", "global status", "list status"];

const words: Record<Said, string[]> = {
  confirmed: ["subscribed", "confirmed", "active", "enabled", "c"],
  left: [
    "unsubscribed",
    "disabled",
    "blocklisted",
    "blacklisted",
    "opted out",
    "complained",
    "spam",
    "deleted",
    "u",
    "p",
  ],
  bounced: ["cleaned", "bounced", "hard bounced", "invalid", "b"],
  pending: [
    "pending",
    "unconfirmed",
    "not confirmed",
    "inactive",
    "non subscribed",
    "nonsubscribed",
    "transactional",
    "s",
  ],
};
const saidBy = new Map(Object.entries(words).flatMap(([said, those]) => those.map((word) => [word, said as Said])));

const shapes: Record<Preset, Shape> = {
  // Its ZIP holds a file each for who is subscribed, unsubscribed and cleaned; they differ by these columns alone.
  mailchimp: {
    columns: ["email address", "optin time"],
    says(cell) {
      if (cell("clean time")) return "bounced";
      if (cell("unsub time")) return "left";
      // Contacts who only ever bought something are in its files as well, and never opted in.
      return cell("optin time") || cell("confirm time") ? "confirmed" : "pending";
    },
  },
  substack: {
    columns: ["email", "active subscription"],
    says: (cell) => yesOrNo(cell, "email disabled", { yes: "left", no: "confirmed", blank: "confirmed" }),
  },
  ghost: {
    columns: ["email", "subscribed to emails"],
    says: (cell) =>
      cell("deleted at") ? "left" : yesOrNo(cell, "subscribed to emails", { yes: "confirmed", no: "left" }),
  },
  listmonk: { columns: ["uuid", "email", "status", "attributes"], says: (cell) => byStatus(cell, ["status"]) },
  // MailPoet names two, and calls “inactive” whom it has stopped writing to; The Newsletter Plugin writes C, S, U, B and P.
  wordpress: {
    columns: ["email"],
    says: (cell) => byStatus(cell, statusNames),
  },
};

function yesOrNo(
  cell: Cell,
  column: string,
  { yes, no, blank }: { yes: Said; no: Said; blank?: Said },
): Said | Unclear {
  const value = cell(column).toLowerCase();
  if (value === "" && blank) return blank;
  if (["true", "yes", "1"].includes(value)) return yes;
  if (["false", "no", "0"].includes(value)) return no;
  return { column, value };
}

/** Of several columns the one that says least in favour counts. */
function byStatus(cell: Cell, columns: string[]): Said | Unclear {
  const found: Said[] = [];
  for (const column of columns) {
    const value = cell(column);
    const said = saidBy.get(plainName(value));
    if (!said) return { column, value };
    found.push(said);
  }
  return (["left", "bounced", "pending"] as const).find((one) => found.includes(one)) ?? "confirmed";
}

export type Table = {
  preset: Preset | "plain";
  /** Where its address is, and what that column is called. */
  addressAt: number;
  addressColumn: string;
  /** False: it says of nobody whether they want to be written to, so its consent is that of all. */
  hasStatus: boolean;
  says(cells: string[]): Said | Unclear;
  nameOf(cells: string[]): string;
  zoneOf(cells: string[]): string;
  languageOf(cells: string[]): string;
  joinedOf(cells: string[]): string;
};

/**
 * What the first row says of all others.
 * @throws Refusal invalid_input when it names no address, or the columns of another program than was said
 */
export function tableOf(header: string[], wanted: Preset | undefined): Table {
  const names = header.map(plainName);
  const at = new Map(names.map((name, place) => [name, place]).reverse() as [string, number][]);
  const cellOf = (cells: string[]) => (name: string) => cells[at.get(name) ?? -1]?.trim() ?? "";
  const addressAt = names.findIndex((name) => addressNames.includes(name));
  const has = header.join(", ").slice(0, 200);
  if (addressAt < 0)
    throw new Refusal(
      "invalid_input",
      `The first line names no column with the address. Call one of them “email”; it has: ${has}.`,
    );
  const statuses = statusNames.filter((name) => at.has(name));
  const missing = wanted ? shapes[wanted].columns.filter((name) => !at.has(name)) : [];
  if (wanted && (missing.length > 0 || (wanted === "wordpress" && statuses.length === 0)))
    throw new Refusal(
      "invalid_input",
      `This is not an export of ${wanted} as we know it: it lacks ${missing.map((name) => `“${name}”`).join(", ") || "a column “status”"}. It has: ${has}. Leave out which program it is from to read it as a plain table.`,
    );
  const preset =
    wanted ?? presets.find((one) => one !== "wordpress" && shapes[one].columns.every((name) => at.has(name)));
  const one = (...those: string[]) => {
    const name = those.find((name) => at.has(name));
    return (cells: string[]) => (name ? cellOf(cells)(name) : "");
  };
  const whole = one("name", "full name", "display name");
  const first = one("first name", "fname");
  const last = one("last name", "lname");
  // The Newsletter Plugin calls a first name “Name”, and the other “Surname”.
  const surname = one("surname");
  return {
    preset: preset ?? "plain",
    addressAt,
    addressColumn: header[addressAt]?.trim() ?? "email",
    hasStatus: preset !== undefined || statuses.length > 0,
    says: (cells) =>
      preset && preset !== "wordpress"
        ? shapes[preset].says(cellOf(cells))
        : statuses.length > 0
          ? byStatus(cellOf(cells), statuses)
          : "confirmed",
    nameOf: (cells) => `${whole(cells) || `${first(cells)} ${last(cells)}`.trim()} ${surname(cells)}`.trim(),
    zoneOf: one("timezone", "time zone"),
    languageOf: one("language", "locale"),
    joinedOf: one("confirm time", "optin time", "created at", "subscribed at", "joined at", "signup date", "date"),
  };
}

const plainName = (name: string) =>
  name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, " ");
