import MailComposer from "nodemailer/lib/mail-composer";
import type { House } from "./context.ts";
import { type DkimKey, signedMail } from "./dkim.ts";
import { dkimKeysFor } from "./dkim-keys.ts";
import { gates } from "./gates.ts";
import { isForGood, meaningOfAnswer } from "./mail-meaning.ts";
import type { Provider } from "./providers.ts";
import { promptReturnPath } from "./return-path.ts";
import { type NotTaken, openPost, type Post } from "./smtp.ts";
import { inSpan } from "./traces.ts";

/**
 * One mail to one person, who waits for it. `to` is a bare address that was checked on the way in; no header of ours is
 * built from it.
 */
export type Mail = {
  to: string;
  fromName: string;
  fromAddress: string;
  subject: string;
  html: string;
  text: string;
  headers?: Record<string, string>;
  /** The same at every try, so that a receiver can fold two copies into one. */
  messageId?: string;
  /** Where what comes back goes to; the address's of the day unless said. */
  returnPath?: string | undefined;
};

export type Mailer = {
  /**
   * Resolves with the answer of the mail server that has taken the mail.
   * @throws NotTaken when none has
   */
  send(mail: Mail): Promise<string>;
  close(): void;
};

type Parts = Pick<House, "env" | "now" | "tokens" | "log" | "sql">;
type Carrier = { provider: Provider; post: Post; failedAt: number };

/** For so long a provider that failed is asked after the others. */
const restMs = 60_000;
/** How long a step may take while there is somebody else to ask. */
const impatientMs = 15_000;

/**
 * Sends mails that a person waits for. The provider with the greatest weight is asked first and the others after it, so that
 * the mail goes out while one of them works. Those that failed lately, or whose gates are closed, are asked last, and still
 * asked: a mail that goes nowhere helps nobody.
 */
export function openMailer(house: Parts): Mailer {
  const carriers = house.env.providers
    .filter(({ carries }) => carries !== "mailings")
    .sort((one, other) => other.weight - one.weight)
    .map((provider): Carrier => ({ provider, post: openPost(provider.url), failedAt: Number.NEGATIVE_INFINITY }));

  return {
    async send(mail) {
      const raw = await build(mail);
      const keys = carriers.some(({ provider }) => provider.signs) ? await keysFor(house, mail.fromAddress) : [];
      const signed = keys.length > 0 ? signedMail(keys, raw, house.now()) : raw;
      const sender =
        mail.returnPath ?? promptReturnPath(house, house.tokens.keyedHash("address", mail.to)) ?? mail.fromAddress;
      const problems: NotTaken[] = [];
      for (const [at, carrier] of (await inOrder(house, carriers)).entries()) {
        const isLast = at === carriers.length - 1;
        const parcel = { sender, to: mail.to, raw: carrier.provider.signs ? signed : raw };
        try {
          const answer = await inSpan("smtp", "client", { "masthead.provider": carrier.provider.name }, () =>
            carrier.post.hand(parcel, isLast ? undefined : impatientMs),
          );
          carrier.failedAt = Number.NEGATIVE_INFINITY;
          return answer;
        } catch (problem) {
          const meaning = meaningOfAnswer((problem as NotTaken).cause);
          problems.push(problem as NotTaken);
          // Nobody lives there, whoever asks.
          if (meaning === "dead") break;
          if (meaning === undefined || meaning === "ours") carrier.failedAt = performance.now();
          if (!isLast)
            house.log.warn({ err: problem, provider: carrier.provider.name }, "a mail goes by another provider");
        }
      }
      // What gives the most hope decides whether it is tried again.
      throw problems.find((one) => !isForGood(one.cause)) ?? problems.at(-1);
    },
    close() {
      for (const { post } of carriers) post.close();
    },
  };
}

/** A mail with its lines ended as they are on the wire, so that what is signed is what arrives. */
async function build(mail: Mail): Promise<Buffer> {
  const raw = (await new MailComposer({
    from: { name: mail.fromName, address: mail.fromAddress },
    to: { name: "", address: mail.to },
    subject: mail.subject,
    html: mail.html,
    text: mail.text,
    headers: mail.headers ?? {},
    ...(mail.messageId ? { messageId: mail.messageId } : {}),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build()) as Buffer;
  return Buffer.from(raw.toString("latin1").replace(/\r\n|\r|\n/g, "\r\n"), "latin1");
}

/** Somebody waits for this mail, so it goes out unsigned rather than not at all. */
async function keysFor(house: Parts, fromAddress: string): Promise<DkimKey[]> {
  const domain = fromAddress.slice(fromAddress.lastIndexOf("@") + 1);
  return dkimKeysFor(house, domain).catch((err: unknown) => {
    house.log.warn({ err, domain }, "a mail that a person waits for goes out without a DKIM signature");
    return [];
  });
}

/** Stable: among those that are alike the weight decides. */
async function inOrder(house: Parts, carriers: Carrier[]): Promise<Carrier[]> {
  if (carriers.length < 2) return carriers;
  // A database that is away closes nobody's gate.
  const shut = await gates(house).catch(() => new Map());
  const rank = ({ provider, failedAt }: Carrier) =>
    shut.has(`provider:${provider.name}`) ? 2 : performance.now() - failedAt < restMs ? 1 : 0;
  return carriers
    .map((carrier) => ({ carrier, rank: rank(carrier) }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ carrier }) => carrier);
}
