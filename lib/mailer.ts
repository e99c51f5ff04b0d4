import { createTransport, type Transporter } from "nodemailer";

/** One mail to one person. `to` is a bare address that was checked on the way in; no header of ours is built from it. */
export type Mail = {
  to: string;
  fromName: string;
  fromAddress: string;
  subject: string;
  html: string;
  text: string;
  headers?: Record<string, string>;
  messageId?: string;
};

export type Mailer = {
  /** Resolves with the server's answer once it has taken the mail. Rejects with nodemailer's error otherwise. */
  send(mail: Mail): Promise<string>;
  close(): void;
};

/** Opens conversations with the mail server at `smtpUrl` as they are needed and keeps a few open. */
export function openMailer(smtpUrl: string): Mailer {
  const options = {
    pool: true,
    maxConnections: 4,
    maxMessages: 200,
    maxRequeues: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  let transport: Transporter | undefined;
  return {
    async send(mail) {
      transport ??= createTransport({ ...options, url: smtpUrl } as never);
      const sent = await transport.sendMail({
        from: { name: mail.fromName, address: mail.fromAddress },
        to: { name: "", address: mail.to },
        envelope: { from: mail.fromAddress, to: [mail.to] },
        subject: mail.subject,
        html: mail.html,
        text: mail.text,
        headers: mail.headers ?? {},
        ...(mail.messageId ? { messageId: mail.messageId } : {}),
      });
      return String(sent.response);
    },
    close: () => transport?.close(),
  };
}
