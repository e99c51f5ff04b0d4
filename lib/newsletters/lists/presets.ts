import { Refusal } from "../../errors.ts";
import { asItWas, ourColumns } from "./disarm.ts";
import {
  isTelling,
  maySayAgainst,
  type Said,
  saidAgainst,
  saidBeside,
  saidInWord,
  statusNames,
  type Unclear,
} from "./status.ts";

/** Programs whose exports are known by their columns. */
export const presets = ["mailchimp", "substack", "ghost", "listmonk", "wordpress"] as const;
export type Preset = (typeof presets)[number];

type Cell = (name: string) => string;

type Shape = {
  /** Columns by which its exports are known; all of them are there. */
  columns: string[];
  /** Columns that may be there, and then decide as well as those of `columns` that `says` reads. */
  decides: string[];
  says(cell: Cell): Said | Unclear;
};

const addressNames = ["email", "e mail", "email address", "e mail address", "address", "subscriber email"];

const shapes: Record<Exclude<Preset, "wordpress">, Shape> = {
  // Its ZIP holds a file each for who is subscribed, unsubscribed and cleaned; they differ by these columns alone.
  mailchimp: {
    columns: ["email address", "optin time"],
    decides: ["optin time", "confirm time", "unsub time", "clean time"],
    says(cell) {
      if (cell("clean time")) return "bounced";
      if (cell("unsub time")) return "left";
      // Contacts who only ever bought something are in its files as well, and never opted in.
      return cell("optin time") || cell("confirm time") ? "confirmed" : "pending";
    },
  },
  substack: {
    columns: ["email", "active subscription", "email disabled"],
    decides: ["email disabled"],
    says: (cell) => yesOrNo(cell, "email disabled", { yes: "left", no: "confirmed" }),
  },
  ghost: {
    columns: ["email", "subscribed to emails", "deleted at"],
    decides: ["subscribed to emails", "deleted at"],
    says: (cell) =>
      cell("deleted at") ? "left" : yesOrNo(cell, "subscribed to emails", { yes: "confirmed", no: "left" }),
  },
  listmonk: {
    columns: ["uuid", "email", "status", "attributes"],
    decides: ["status"],
    says: (cell) => byStatus(cell, ["status"], false),
  },
};

/** The Newsletter Plugin's columns: it writes C, S, U, B and P. MailPoet names two, and calls “inactive” whom it has stopped writing to. */
const withLetters = ["email", "surname", "status", "token"];

function yesOrNo(cell: Cell, column: string, { yes, no }: { yes: Said; no: Said }): Said | Unclear {
  const value = cell(column).toLowerCase();
  if (["true", "yes", "1"].includes(value)) return yes;
  if (["false", "no", "0"].includes(value)) return no;
  return { column, value, fix: "Write true or false." };
}

/** Of several columns the one that says least in favour counts. */
function byStatus(cell: Cell, columns: string[], hasLetters: boolean): Said | Unclear {
  const found: Said[] = [];
  for (const column of columns) {
    const value = cell(column);
    const said = saidInWord(plainName(value), hasLetters);
    if (!said) return { column, value };
    found.push(said);
  }
  return (["left", "bounced", "pending"] as const).find((one) => found.includes(one)) ?? "confirmed";
}

/** What other columns say against somebody whom the status calls confirmed. */
function unlessAgainst(cell: Cell, columns: string[]): Said | Unclear {
  for (const column of columns) {
    const value = cell(column);
    const said = saidBeside(column, plainName(value).trim());
    if (!said) return { column, value, fix: besideFix };
    if (said !== "confirmed") return said;
  }
  return "confirmed";
}

const besideFix =
  "Write yes or no, or in a status subscribed, unsubscribed, pending or bounced; or take the column out if it says nothing of that.";

export type Table = {
  /** Where its address is, and what that column is called. */
  addressAt: number;
  addressColumn: string;
  /** False: it says of nobody whether they want to be written to, so its consent is that of all. */
  hasStatus: boolean;
  /** False: its columns know of nobody who left, because such readers are in a table of their own. */
  tellsWhoLeft: boolean;
  addressOf(cells: string[]): string;
  says(cells: string[]): Said | Unclear;
  nameOf(cells: string[]): string;
  zoneOf(cells: string[]): string;
  languageOf(cells: string[]): string;
  joinedOf(cells: string[]): string;
};

/**
 * What the first row says of all others.
 * @throws Refusal invalid_input when it names no address, or the columns of another program than was said, or tells its readers apart in a way that is not known
 */
export function tableOf(header: string[], wanted: Preset | undefined): Table {
  const names = header.map((name) => plainName(name.replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")));
  const at = new Map(names.map((name, place) => [name, place]).reverse() as [string, number][]);
  const hasAll = (columns: string[]) => columns.every((name) => at.has(name));
  const clean = hasAll(ourColumns) ? asItWas : (text: string) => text;
  const cellOf = (cells: string[]) => (name: string) => clean(cells[at.get(name) ?? -1]?.trim() ?? "");
  const addressAt = names.findIndex((name) => addressNames.includes(name));
  const has = header.join(", ").slice(0, 200);
  if (addressAt < 0)
    throw new Refusal(
      "invalid_input",
      `The first line names no column with the address. Call one of them “email”; it has: ${has}.`,
    );
  const shape = shapeOf(hasAll, wanted, at, has);
  const statuses = statusNames.filter((name) => at.has(name));
  const hasStatus = shape !== undefined || statuses.length > 0;
  if (!hasStatus) refuseTelling(names, header);
  const decides = (shape?.decides ?? statuses).filter((name) => at.has(name));
  const beside = hasStatus ? [...at.keys()].filter((name) => maySayAgainst(name) && !decides.includes(name)) : [];
  const all = [...decides, ...beside];
  refuseTwice(names, all);
  const says = shape?.says ?? ((cell: Cell) => byStatus(cell, decides, hasAll(withLetters)));
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
    addressAt,
    addressColumn: header[addressAt]?.trim() ?? "email",
    hasStatus,
    tellsWhoLeft: shape !== shapes.mailchimp || all.some((name) => saidAgainst(name)),
    addressOf: (cells) => clean(cells[addressAt] ?? ""),
    says(cells) {
      const lacking = all.find((name) => (at.get(name) ?? 0) >= cells.length);
      if (lacking) return { column: lacking, value: "", fix: "Give this row as many cells as the first line has." };
      if (!hasStatus) return "confirmed";
      const said = says(cellOf(cells));
      return said === "confirmed" ? unlessAgainst(cellOf(cells), beside) : said;
    },
    nameOf: (cells) => `${whole(cells) || `${first(cells)} ${last(cells)}`.trim()} ${surname(cells)}`.trim(),
    zoneOf: one("timezone", "time zone"),
    languageOf: one("language", "locale"),
    joinedOf: one("confirm time", "optin time", "created at", "subscribed at", "joined at", "signup date", "date"),
  };
}

/** The program that it was said to be from, or whose columns it has. */
function shapeOf(
  hasAll: (columns: string[]) => boolean,
  wanted: Preset | undefined,
  at: Map<string, number>,
  has: string,
): Shape | undefined {
  if (!wanted) return Object.values(shapes).find(({ columns }) => hasAll(columns));
  const shape = wanted === "wordpress" ? undefined : shapes[wanted];
  const missing = (shape?.columns ?? ["email"]).filter((name) => !at.has(name));
  if (missing.length === 0 && (shape || statusNames.some((name) => at.has(name)))) return shape;
  throw new Refusal(
    "invalid_input",
    `This is not an export of ${wanted} as we know it: it lacks ${missing.map((name) => `“${name}”`).join(", ") || "a column “status”"}. It has: ${has}. Leave out which program it is from to read it as a plain table.`,
  );
}

/** A table without a status confirms everybody in it, so none of its columns may look as if it were one. */
function refuseTelling(names: string[], header: string[]) {
  const telling = names.findIndex(isTelling);
  if (telling < 0) return;
  throw new Refusal(
    "invalid_input",
    `Nobody can tell from the column “${header[telling]?.trim().slice(0, 100)}” who wants to be written to. Call it “status” and write subscribed, unsubscribed, pending or bounced in it; or take it out if it says nothing of that and everybody in the list has agreed.`,
  );
}

function refuseTwice(names: string[], deciding: string[]) {
  const twice = deciding.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice)
    throw new Refusal(
      "invalid_input",
      `Two columns are called “${twice.slice(0, 100)}”. Take out the one that is not meant.`,
    );
}

const plainName = (name: string) =>
  name
    .trim()
    .toLowerCase()
    .replace(/[\s_.-]+/g, " ");
