import pino, { type DestinationStream, type Logger } from "pino";

export type Log = Logger;

const personal = [
  "email",
  "address",
  "to",
  "from",
  "text",
  "name",
  "displayName",
  "token",
  "code",
  "cookie",
  "authorization",
  "password",
];

/** One JSON line an event. Names that hold personal data or secrets are blanked wherever they stand, up to two levels down. */
export function openLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: { service: "masthead" },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: personal.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: "[kept out]" },
    serializers: { err: withoutValues },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Database errors repeat the row that offended; a log keeps the kind, the code and the place. */
type Described = { type: string; code?: unknown; message?: string; stack?: string[]; cause?: Described };

function withoutValues(error: unknown): Described {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code } = error as { code?: unknown };
  const cause = error.cause instanceof Error ? withoutValues(error.cause) : undefined;
  const message = error.message
    .replace(/[^\s@<>"']+@[^\s@<>"']+/g, "[address]")
    // Random tokens, and signed ones: an id, a point, 32 characters.
    .replace(/[\w-]{40,}|[\w-]+\.[\w-]{32}(?![\w-])/g, "[token]")
    .slice(0, 500);
  const stack = error.stack?.split("\n").filter((line) => line.startsWith("    at ")) ?? [];
  return { type: error.name, code, message, stack, ...(cause ? { cause } : {}) };
}
