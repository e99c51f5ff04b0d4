import { ImapFlow } from "imapflow";
import { readDeliverability } from "../../desk/deliverability.ts";
import { about, type Finding } from "../../finding.ts";
import { Unanswered } from "../../newsletters/spam/answer.ts";
import { askFilter } from "../../newsletters/spam/ask.ts";
import type { Provider } from "../../providers.ts";
import { type NotTaken, openSmtp } from "../../smtp.ts";
import { type Check, codeOf, isOnThisMachine, isProduction, type Patient } from "./patient.ts";

const patienceMs = 10_000;

export const mail: Check = {
  title: "Mail",
  needsDatabase: false,
  look: async (patient) => {
    const { providers } = patient.env;
    const found = providers.length === 0 ? [catcher(patient)] : await Promise.all(providers.map(provider));
    return [...found, await mailbox(patient), ...(await spamFilter(patient))];
  },
};

const nobodysMail = Buffer.from("Subject: A look\r\n\r\nWhether the filter answers.\r\n");

/** The filter that is shown drafts, where one is set. It is asked about a mail of nobody. */
async function spamFilter({ env }: Patient): Promise<Finding[]> {
  if (!env.spamCheck) return [];
  const say = about("spam-check", "SPAM_CHECK");
  try {
    await askFilter(env.spamCheck, nobodysMail, patienceMs);
    return [say.ok("The spam filter answers.")];
  } catch (problem) {
    if (!(problem instanceof Unanswered)) throw problem;
    return [
      say.warning(
        `${problem.message} Issues are sent unchecked, and the desk says so.`,
        "See that it is up, and that SPAM_CHECK is its address; or take SPAM_CHECK out.",
      ),
    ];
  }
}

function catcher(patient: Patient): Finding {
  const say = about("smtp", "SMTP_URL");
  return isProduction(patient) || !patient.isEmbedded
    ? say.broken(
        "It is not set, so no mail leaves this machine and nobody can sign in.",
        "Set SMTP_URL to your mail server.",
      )
    : say.off(
        "It is not set: mails go to the catcher on this machine.",
        "Set SMTP_URL to your mail server before readers come.",
      );
}

/** Connects, secures and authenticates as a mail would, and says goodbye. */
async function provider({ name, url }: Provider): Promise<Finding> {
  const say = about(`smtp-${name}`, name);
  const { username, password, searchParams } = new URL(url);
  try {
    const smtp = await openSmtp(url, patienceMs);
    const { secure, allowsAuth } = smtp;
    smtp.on("error", () => {});
    smtp.quit();
    setTimeout(() => smtp.close(), 1_000).unref();
    if (!secure && !isOnThisMachine(asHttp(url)))
      return say.broken(
        "It answers, and speaks without TLS: mails, and the password, can be read on their way.",
        "Use smtps:// with port 465, or a port at which it offers STARTTLS and requireTLS=true.",
      );
    if ((username || password) && !allowsAuth)
      return say.broken(
        "It answers, and does not ask for the password that is set.",
        "Use its port for submission, 587 or 465.",
      );
    if (secure && searchParams.get("tls.rejectUnauthorized") === "false")
      return say.warning(
        "It answers, and whose certificate it shows is not looked at.",
        "Take tls.rejectUnauthorized=false out once its certificate is good.",
      );
    const login = username ? "takes our login" : "asks for no login";
    return say.ok(`It answers${secure ? ", by TLS," : " on this machine,"} and ${login}. Nothing was sent.`);
  } catch (problem) {
    return refused(name, ((problem as NotTaken).cause ?? problem) as Error);
  }
}

function refused(name: string, problem: Error & { responseCode?: number; code?: string }): Finding {
  const say = about(`smtp-${name}`, name);
  const { responseCode: answer } = problem;
  const code = codeOf(problem);
  if (code === "EAUTH")
    return say.broken(
      `It does not take our login${answer ? ` (${answer})` : ""}.`,
      "Set user and password in SMTP_URL, with %-codes for @, : and / in them.",
    );
  if (code === "ETLS" || /CERT|SELF_SIGNED|ALTNAME/.test(code))
    return say.broken(
      `No secure conversation came about (${code}).`,
      "Look at its certificate, and at smtps:// against smtp://.",
    );
  if (answer)
    return say.broken(`It answers, and refuses us (${answer}).`, "Ask whose it is why this machine is refused.");
  return say.broken(
    `It does not answer (${code}).`,
    "Put host and port in SMTP_URL right; many networks let nobody out by port 25, so use 587 or 465.",
  );
}

const asHttp = (url: string) => `http://${url.replace(/^smtps?:\/\//, "").replace(/^.*@/, "")}`;

async function mailbox({ env }: Patient): Promise<Finding> {
  const say = about("imap", "IMAP_URL");
  if (!env.returns.imapUrl) return say.off("No mailbox is read for returned mail.");
  const url = new URL(env.returns.imapUrl);
  const isSecure = url.protocol === "imaps:";
  const imap = new ImapFlow({
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (isSecure ? 993 : 143),
    secure: isSecure,
    ...(isSecure || isOnThisMachine(`http://${url.host}`) ? {} : { doSTARTTLS: true }),
    auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    logger: false,
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
  });
  imap.on("error", () => {});
  try {
    await imap.connect();
    await imap.mailboxOpen(decodeURIComponent(url.pathname.slice(1)) || "INBOX", { readOnly: true });
    await imap.logout().catch(() => {});
    return say.ok("The mailbox opens. Nothing in it was touched.");
  } catch (problem) {
    imap.close();
    const isLogin = (problem as { authenticationFailed?: boolean }).authenticationFailed === true;
    return say.broken(
      isLogin ? "It does not take our login." : `The mailbox does not open (${codeOf(problem)}).`,
      isLogin
        ? "Set user and password in IMAP_URL, with %-codes for @, : and / in them."
        : "Put host, port and folder in IMAP_URL right.",
    );
  }
}

/** What DNS says of the domains that mails come from; where no mail leaves this machine nobody is asked. */
export const deliverability: Check = {
  title: "Deliverability",
  needsDatabase: true,
  look: async (patient) => {
    if (patient.env.providers.length === 0)
      return [about("dns", "DNS").off("Mails go to the catcher on this machine, so DNS was asked nothing.")];
    const { domains, house } = await readDeliverability(patient, patient.names);
    return [
      ...domains.flatMap(({ domain, findings }) =>
        findings.map((one) => ({ ...one, id: `${domain}-${one.id}`, title: `${one.title} of ${domain}` })),
      ),
      ...house,
    ];
  },
};
