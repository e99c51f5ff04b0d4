/** What our own table of readers (take-along.ts) is known by. */
export const ourColumns = ["email", "status", "since", "wording", "source", "suppressed", "banned"];

/** A cell that was disarmed for spreadsheets by an apostrophe, or that looks as if it were. */
const disarmed = /^'('*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20])/;

/** A cell that only looks disarmed gets an apostrophe more, so that every cell can be read as it was. */
export const toldApart = (text: string): string => (disarmed.test(text) ? `'${text}` : text);

/** A cell of our own table, as it was. In tables of others an apostrophe is a letter of the address. */
export const asItWas = (text: string): string => text.replace(disarmed, "$1");
