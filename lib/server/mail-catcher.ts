import http from "node:http";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerSession } from "smtp-server";
import { addressOf, isLocalName, isLoopback, listen } from "./loopback.ts";
import { type CaughtMail, framedMail, listPage, mailPage, notFoundPage, pageHeaders, STYLE } from "./mail-pages.ts";

export type { CaughtMail } from "./mail-pages.ts";

export type MailCatcher = {
  /** For nodemailer, and for SMTP_URL. */
  smtpUrl: string;
  /** The page that shows the mails; `/api/mails` there answers them as JSON. */
  webUrl: string;
  /** What was caught and is still kept, the newest last. */
  mails: readonly CaughtMail[];
  stop(): Promise<void>;
};

export type MailCatcherOptions = {
  /** 0, or a port in use, means any free one. */
  smtpPort?: number;
  webPort?: number;
  /** 127.0.0.1 unless told: whoever reaches the page can sign in as anybody. */
  host?: string;
  /** How many mails are kept; 500 unless told. */
  max?: number;
};

const LARGEST_MAIL_BYTES = 10 * 1024 * 1024;

/** Takes every mail that is sent to it, delivers none, and shows them on a page: for development, demos and tests. */
export async function startMailCatcher(options: MailCatcherOptions = {}): Promise<MailCatcher> {
  const { smtpPort = 0, webPort = 0, host = "127.0.0.1", max = 500 } = options;
  const mails: CaughtMail[] = [];
  let count = 0;

  const smtp = smtpServer((mail) => {
    count += 1;
    mails.push({ id: String(count), ...mail });
    if (mails.length > max) mails.shift();
  });
  await listen(smtp.server, smtpPort, host);
  const web = http.createServer((request, response) => answer(request, response, mails, isLoopback(host)));
  await listen(web, webPort, host);

  return {
    smtpUrl: `smtp://${addressOf(smtp.server, host)}`,
    webUrl: `http://${addressOf(web, host)}`,
    mails,
    async stop() {
      web.closeAllConnections();
      await Promise.all([new Promise<void>((done) => smtp.close(done)), new Promise((done) => web.close(done))]);
    },
  };
}

function smtpServer(keep: (mail: Omit<CaughtMail, "id">) => void): SMTPServer {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    disableReverseLookup: true, // Without a name server each conversation would wait for one.
    size: LARGEST_MAIL_BYTES,
    closeTimeout: 500, // Pools keep their conversations open; stopping must not wait for them.
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.once("end", async () => {
        if (stream.sizeExceeded) return done(Object.assign(new Error("Too large."), { responseCode: 552 }));
        // Kept before it is acknowledged: a sender that is told "250" finds its mail here.
        keep(await describe(Buffer.concat(chunks), session));
        done();
      });
    },
  });
  // A client that hangs up in the middle is reported here, and must not end the process.
  server.on("error", () => {});
  return server;
}

async function describe(raw: Buffer, { envelope }: SMTPServerSession): Promise<Omit<CaughtMail, "id">> {
  const returnPath = envelope.mailFrom ? envelope.mailFrom.address : "";
  const to = envelope.rcptTo.map(({ address }) => address);
  const arrival = { to, returnPath, at: new Date().toISOString(), raw };
  let email: Email;
  try {
    email = await PostalMime.parse(raw);
  } catch {
    // A mail nobody can read is worth looking at all the more.
    return { ...arrival, from: returnPath, subject: "(unreadable mail)", text: "", html: "", headers: {} };
  }

  const headers: CaughtMail["headers"] = Object.create(null);
  for (const { key, value } of email.headers) headers[key] = [...(headers[key] ?? []), value];
  const { subject = "", text = "", html = "" } = email;
  return { ...arrival, from: email.from?.address ?? returnPath, subject, text, html, headers };
}

function answer(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  mails: readonly CaughtMail[],
  isLocal: boolean,
) {
  const reply = (status: number, type: string, body: string | Buffer, headers: Record<string, string> = {}) =>
    response.writeHead(status, { ...pageHeaders, "content-type": type, ...headers }).end(body);
  const html = "text/html; charset=utf-8";

  // A foreign site can point a name of its own at 127.0.0.1 and read the page through its visitor's browser, sign-in
  // links and all; it cannot choose the Host header.
  if (isLocal && !isLocalName(request.headers.host)) return reply(421, "text/plain", "Open this page as localhost.");
  if (request.method !== "GET" && request.method !== "HEAD")
    return reply(405, "text/plain", "Only GET.", { allow: "GET" });

  const url = new URL(request.url ?? "/", "http://localhost");
  if (url.pathname === "/") return reply(200, html, listPage(mails));
  if (url.pathname === "/style.css") return reply(200, "text/css; charset=utf-8", STYLE);
  if (url.pathname === "/api/mails") return reply(200, "application/json", asJson(mails, url.searchParams.get("to")));

  const [, id, part] = url.pathname.match(/^\/mail\/(\d+)(?:\/(html|raw))?$/) ?? [];
  const mail = mails.find((each) => each.id === id);
  if (!mail) return reply(404, html, notFoundPage());
  if (part === "raw") return reply(200, "text/plain; charset=utf-8", mail.raw);
  if (part !== "html") return reply(200, html, mailPage(mail));
  const framed = framedMail(mail);
  return reply(200, html, framed.body, framed.headers);
}

function asJson(mails: readonly CaughtMail[], to: string | null): string {
  const wanted = to === null ? mails : mails.filter((mail) => mail.to.some((each) => isSameAddress(each, to)));
  return JSON.stringify(wanted.map(({ raw, ...mail }) => mail));
}

function isSameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
