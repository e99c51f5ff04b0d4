import { ImapFlow } from "imapflow";
import type { Ctx } from "../../context.ts";
import { takeMail } from "./take-mail.ts";

const most = { mails: 500, bytes: 1024 * 1024 };

/**
 * Reads the unseen mails of the mailbox at IMAP_URL and takes in each. What was understood goes to "Masthead/Done", what was
 * not (or names nobody of ours) to "Masthead/Unread" for a person to look at, so that nothing is lost and nothing is read for
 * ever. While the database is away all stay where they are. Two workers at once do no harm: a report counts once.
 * @throws Error when the mailbox cannot be opened, or the database goes away
 */
export async function readMailbox(ctx: Ctx, imapUrl: string, signal: AbortSignal): Promise<{ read: number }> {
  const url = new URL(imapUrl);
  const isSecure = url.protocol === "imaps:";
  const isLoopback = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  const imap = new ImapFlow({
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (isSecure ? 993 : 143),
    secure: isSecure,
    // A password never goes over a network in the clear.
    ...(isSecure || isLoopback ? {} : { doSTARTTLS: true }),
    auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    logger: false,
    connectionTimeout: 20_000,
    greetingTimeout: 10_000,
    socketTimeout: 60_000,
  });
  imap.on("error", () => {});
  await imap.connect();
  try {
    await imap.mailboxOpen(decodeURIComponent(url.pathname.slice(1)) || "INBOX");
    const unseen = (await imap.search({ seen: false }, { uid: true })) || [];
    let read = 0;
    for (const uid of unseen.slice(0, most.mails)) {
      if (signal.aborted) break;
      const mail = await imap.fetchOne(String(uid), { source: { start: 0, maxLength: most.bytes } }, { uid: true });
      const raw = mail ? mail.source : undefined;
      // Another worker was quicker.
      if (!raw) continue;
      await putAway(ctx, imap, uid, await understand(ctx, raw));
      read += 1;
    }
    return { read };
  } finally {
    await imap.logout().catch(() => imap.close());
  }
}

type Folder = "Done" | "Unread";

/** @throws what went wrong when it was the database: then the mail is taken another time */
async function understand(ctx: Ctx, raw: Uint8Array): Promise<Folder> {
  try {
    const outcomes = await takeMail(ctx, raw);
    return outcomes.every((outcome) => outcome === "nothing" || outcome === "unproven") ? "Unread" : "Done";
  } catch (err) {
    await ctx.sql`select 1 as one`;
    ctx.log.error({ err }, "a returned mail could not be taken; it is in the folder Masthead/Unread");
    return "Unread";
  }
}

/** Marked as seen where it stands when the server lets us have no folders, so that it is not read again. */
async function putAway(ctx: Ctx, imap: ImapFlow, uid: number, folder: Folder) {
  try {
    const { path } = await imap.mailboxCreate(["Masthead", folder]);
    if (folder === "Done") await imap.messageFlagsAdd(String(uid), ["\\Seen"], { uid: true });
    if (await imap.messageMove(String(uid), path, { uid: true })) return;
  } catch (err) {
    ctx.log.warn({ err }, "the mailbox of returned mail has no folder Masthead; its mails are marked as seen instead");
  }
  await imap.messageFlagsAdd(String(uid), ["\\Seen"], { uid: true });
}
