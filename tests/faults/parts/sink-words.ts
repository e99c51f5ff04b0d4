/** Where in a conversation: before the banner, at a command, after the final dot but before it is taken, after it is taken. */
export type Stage = "banner" | "ehlo" | "starttls" | "auth" | "mail" | "rcpt" | "data" | "dot" | "taken";

/** One way to misbehave, and for whom. Without a narrower word it strikes always. */
export type Fault = {
  stage: Stage;
  /** Says this instead, like "451 4.3.0 Later"; a 421 ends the conversation. */
  reply?: string;
  drop?: "fin" | "rst";
  /** Reads on and never answers again. */
  hang?: boolean;
  /** Neither reads nor answers again, and never closes. */
  halfOpen?: boolean;
  /** Waits first; alone, that is all it does. */
  delayMs?: number;
  /** From 0 to 1. */
  chance?: number;
  domain?: string;
  to?: string[];
  /** Only at so many first tries of each recipient: greylisting. */
  firstTries?: number;
  /** At most so often. */
  most?: number;
};

export type SinkSetting = {
  port?: number;
  /** Announced unless false; several commands in one packet are read in any case. */
  pipelining?: boolean;
  starttls?: boolean;
  auth?: boolean;
  mostConversations?: number;
  /** Writes each mail into the log, as it was spoken (latin1). */
  keepsMails?: boolean;
  certificate?: { key: string; cert: string };
};

export type Figures = {
  open: number;
  inData: number;
  /** The most that were open at once since it was last forgotten. */
  peakOpen: number;
  bodies: number;
  taken: number;
  /** Taken, and the answer was not given. */
  unanswered: number;
  conversations: number;
  /** How often a fault struck. */
  struck: number;
};

export type SinkOrder = { id: number } & (
  | { do: "misbehave"; faults: Fault[]; seed?: number }
  | { do: "wake"; event: "bodies" | "taken"; at: number; holds?: boolean }
  | { do: "release" }
  | { do: "forget-peak" }
  | { do: "figures" }
);

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
