/** How much is counted of what readers do with an issue; the newsroom's choice. */
export const figureModes = ["off", "aggregate", "per_reader"] as const;
export type FigureMode = (typeof figureModes)[number];
/** Of a mailing whose links are counted. */
export type Counted = Exclude<FigureMode, "off">;
