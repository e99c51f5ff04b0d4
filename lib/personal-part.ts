import type { House } from "./context.ts";

/**
 * What one room holds on a member, as a list for them to take away. Each room says its own; the room of personal data gathers
 * them. A table that names a member and is in no part fails a test.
 */
export type PersonalPart = {
  /** What its files are called: `bookmarks` makes bookmarks.json and bookmarks.csv. */
  name: string;
  /** A sentence for the list of contents. */
  says: string;
  /** The columns, in their order; a row has each of them. */
  columns: readonly string[];
  /** Whose rows about this member are in it. */
  tables: readonly string[];
  read(ctx: Pick<House, "sql">, memberId: string): Promise<object[]>;
};
