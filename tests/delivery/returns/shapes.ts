/**
 * Reports in the shapes in which mail servers and providers send them: each builder writes the structure and the manner of
 * one of them about a mail of ours. No text is copied from anybody's mailbox.
 */
export type Mailed = {
  /** Its recipient. */
  address: string;
  returnPath: string;
  messageId: string;
  /** The value of X-Masthead-Return. */
  token: string;
};

export type Expected = "dead" | "bounced" | "delayed" | "complained" | "none";
export type Shape = { name: string; expect: Expected; raw(mailed: Mailed): string };

const crlf = (text: string) => text.replace(/\r?\n/g, "\r\n");

/** The head of the mail that comes back. */
const ours = ({ address, messageId, token, returnPath }: Mailed) => `Return-Path: <${returnPath}>
From: The Meridian <news@meridian.example>
To: ${address}
Subject: The tide
Message-ID: ${messageId}
X-Masthead-Return: ${token}
Date: Sat, 14 Mar 2026 12:00:00 +0000`;

const anonymous = `From: The Meridian <news@meridian.example>
Subject: The tide
Date: Sat, 14 Mar 2026 12:00:00 +0000`;

type Dsn = {
  from?: string;
  subject?: string;
  prose?: string;
  action?: string;
  status?: string;
  diagnostic?: string;
  recipient?: (mailed: Mailed) => string;
  /** More lines of the recipient's block. */
  more?: (mailed: Mailed) => string;
  returned?: "headers" | "whole" | "none";
  base64?: boolean;
  headers?: string;
};

const dsn =
  (said: Dsn) =>
  (mailed: Mailed): string => {
    const recipient = said.recipient ?? (({ address }: Mailed) => `Final-Recipient: rfc822; ${address}`);
    const status = `Reporting-MTA: dns; mx.reader.test
Arrival-Date: Sat, 14 Mar 2026 12:00:01 +0000

${[
  recipient(mailed),
  said.more?.(mailed),
  said.action && `Action: ${said.action}`,
  said.status && `Status: ${said.status}`,
  said.diagnostic && `Diagnostic-Code: ${said.diagnostic}`,
]
  .filter(Boolean)
  .join("\n")}
`;
    const returned = {
      headers: `--REPORT\nContent-Type: text/rfc822-headers\n\n${ours(mailed)}\n`,
      whole: `--REPORT\nContent-Type: message/rfc822\n\n${ours(mailed)}\n\nThe tide is out.\n`,
      none: "",
    }[said.returned ?? "headers"];
    return crlf(`From: ${said.from ?? "Mail Delivery System <MAILER-DAEMON@mx.reader.test>"}
To: ${mailed.returnPath}
Subject: ${said.subject ?? "Undelivered Mail Returned to Sender"}
Auto-Submitted: auto-replied
${said.headers ? `${said.headers}\n` : ""}MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="REPORT"

--REPORT
Content-Type: text/plain; charset=us-ascii

${said.prose ?? "The mail could not be handed over. It is described below."}

--REPORT
Content-Type: message/delivery-status
${said.base64 ? `Content-Transfer-Encoding: base64\n\n${Buffer.from(crlf(status)).toString("base64")}` : `\n${status}`}
${returned}--REPORT--
`);
  };

const prose =
  (from: string, subject: string, body: (mailed: Mailed) => string, headers: (mailed: Mailed) => string = () => "") =>
  (mailed: Mailed) =>
    crlf(`From: ${from}
To: ${mailed.returnPath}
Subject: ${subject}
${headers(mailed) ? `${headers(mailed)}\n` : ""}MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

${body(mailed)}
`);

const arf =
  (fields: (mailed: Mailed) => string, { isAnonymous = false } = {}) =>
  (mailed: Mailed) =>
    crlf(`From: feedback@provider.test
To: fbl@bounces.site.test
Subject: FW: The tide
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="ARF"

--ARF
Content-Type: text/plain

This is a report on a mail that our user marked.
--ARF
Content-Type: message/feedback-report

${fields(mailed)}
Version: 1
User-Agent: SomeLoop/1.0

--ARF
Content-Type: message/rfc822

${isAnonymous ? `${anonymous}\nX-Masthead-Return: ${mailed.token}` : ours(mailed)}

The tide is out.
--ARF--
`);

const failed = { action: "failed" };

export const shapes: Shape[] = [
  {
    name: "Postfix: unknown in the local recipient table",
    expect: "dead",
    raw: dsn({
      ...failed,
      status: "5.1.1",
      more: ({ address }) => `Original-Recipient: rfc822;${address}`,
      diagnostic: "smtp; 550 5.1.1 <nobody@mx>: Recipient address rejected: User unknown in local recipient table",
    }),
  },
  {
    name: "Postfix: a remote that gives no code of its own",
    expect: "dead",
    raw: dsn({ ...failed, status: "5.0.0", diagnostic: "smtp; 550 No such user here", returned: "whole" }),
  },
  {
    name: "Postfix: the domain has no address",
    expect: "bounced",
    raw: dsn({
      ...failed,
      status: "5.4.4",
      diagnostic:
        "X-Postfix; Host or domain name not found. Name service error for name=reader.test type=A: Host not found",
    }),
  },
  {
    name: "Postfix: held up, four hours on",
    expect: "delayed",
    raw: dsn({
      action: "delayed",
      status: "4.4.1",
      subject: "Delayed Mail (still being retried)",
      diagnostic: "X-Postfix; connect to mx.reader.test[192.0.2.4]:25: Connection timed out",
      more: () => "Will-Retry-Until: Thu, 19 Mar 2026 12:00:00 +0000",
    }),
  },
  {
    name: "Postfix: given up after five days of 4.x",
    expect: "bounced",
    raw: dsn({ ...failed, status: "4.4.1", diagnostic: "X-Postfix; connect to mx.reader.test: Connection timed out" }),
  },
  {
    name: "Zimbra: over quota",
    expect: "bounced",
    raw: dsn({ ...failed, status: "5.2.2", diagnostic: "smtp; 552 5.2.2 Over quota" }),
  },
  {
    name: "Gmail: the account does not exist, on several lines",
    expect: "dead",
    raw: dsn({
      from: "Mail Delivery Subsystem <mailer-daemon@googlemail.test>",
      subject: "Delivery Status Notification (Failure)",
      ...failed,
      status: "5.1.1",
      diagnostic: `smtp; 550-5.1.1 The email account that you tried to reach does not exist.
 550-5.1.1 Please check the address for typing errors or spaces. For more see
 550 5.1.1  https://support.example/mail/?p=NoSuchUser abc123 - gsmtp`,
    }),
  },
  {
    name: "Gmail: disabled",
    expect: "dead",
    raw: dsn({
      ...failed,
      status: "5.2.1",
      diagnostic: "smtp; 550 5.2.1 The email account that you tried to reach is disabled. abc - gsmtp",
    }),
  },
  {
    name: "Gmail: 5.2.1 for a mailbox that gets too much at once",
    expect: "bounced",
    raw: dsn({
      ...failed,
      status: "5.2.1",
      diagnostic: "smtp; 550 5.2.1 The user is receiving mail at a rate that prevents additional messages",
    }),
  },
  {
    name: "Gmail: blocked as unsolicited",
    expect: "bounced",
    raw: dsn({
      ...failed,
      status: "5.7.1",
      diagnostic: "smtp; 550-5.7.1 Our system has detected that this message is likely unsolicited mail. gsmtp",
    }),
  },
  {
    name: "Gmail: not authenticated (5.7.26)",
    expect: "bounced",
    raw: dsn({
      ...failed,
      status: "5.7.26",
      diagnostic: "smtp; 550-5.7.26 This mail is unauthenticated: neither SPF nor DKIM passed. gsmtp",
    }),
  },
  {
    name: "Exchange Online: 5.1.10, recipient not found",
    expect: "dead",
    raw: dsn({
      from: "Microsoft Outlook <MicrosoftExchange329e@reader.test>",
      subject: "Undeliverable: The tide",
      ...failed,
      status: "5.1.10",
      diagnostic: "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
      headers: "X-MS-Exchange-Message-Is-Ndr:",
    }),
  },
  {
    name: "Exchange on premises: RecipNotFound",
    expect: "dead",
    raw: dsn({
      from: "postmaster@reader.test",
      subject: "Undeliverable: The tide",
      ...failed,
      status: "5.1.1",
      diagnostic: "smtp;550 5.1.1 RESOLVER.ADR.RecipNotFound; not found",
      base64: true,
    }),
  },
  {
    name: "Exchange Online: directory blocking (5.4.1) proves nothing",
    expect: "bounced",
    raw: dsn({
      ...failed,
      status: "5.4.1",
      diagnostic: "smtp;550 5.4.1 Recipient address rejected: Access denied. [abc.prod.outlook.test]",
    }),
  },
  {
    name: "Exchange: the mailbox is full",
    expect: "bounced",
    raw: dsn({
      ...failed,
      status: "5.2.2",
      diagnostic: "smtp;554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException",
    }),
  },
  {
    name: "Outlook.com: mailbox unavailable, code 5.5.0",
    expect: "bounced",
    raw: dsn({
      ...failed,
      status: "5.5.0",
      diagnostic: "smtp;550 5.5.0 Requested action not taken: mailbox unavailable",
    }),
  },
  {
    name: "Outlook.com: our network is on their block list",
    expect: "bounced",
    raw: dsn({
      ...failed,
      status: "5.7.1",
      diagnostic:
        "smtp;550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Part of their network is on our block list",
    }),
  },
  {
    name: "Yahoo: 554 without a code, no such account",
    expect: "dead",
    raw: dsn({
      ...failed,
      status: "5.0.0",
      diagnostic: "smtp; 554 delivery error: dd This user doesn't have a yahoo.test account [0] - mta1.mail.test",
    }),
  },
  {
    name: "Yahoo: deferred for the behaviour of our network",
    expect: "delayed",
    raw: dsn({
      action: "delayed",
      status: "4.7.0",
      diagnostic: "smtp; 421 4.7.0 [TSS04] Messages temporarily deferred due to unexpected volume or user complaints",
    }),
  },
  {
    name: "Sendmail: user unknown, action in capitals with a comment",
    expect: "dead",
    raw: dsn({
      subject: "Returned mail: see transcript for details",
      action: "Failed (undeliverable)",
      recipient: ({ address }) => `Final-Recipient: RFC822; <${address}>`,
      status: "5.1.1",
      diagnostic: "SMTP; 550 5.1.1 <somebody>... User unknown",
      prose: "   ----- The following addresses had permanent fatal errors -----\n(reason: 550 5.1.1 User unknown)",
    }),
  },
  {
    name: "Sendmail: still trying, a warning",
    expect: "delayed",
    raw: dsn({
      action: "delayed",
      status: "4.2.0",
      subject: "Warning: could not send message for past 4 hours",
      prose: "** THIS IS A WARNING MESSAGE ONLY **\n** YOU DO NOT NEED TO RESEND YOUR MESSAGE **",
    }),
  },
  {
    name: "the two codes disagree: the server's own word counts",
    expect: "bounced",
    raw: dsn({ ...failed, status: "5.1.1", diagnostic: "smtp; 550 5.7.1 Rejected by content filter" }),
  },
  {
    name: "a policy's code, although the words say that nobody is known there",
    expect: "bounced",
    raw: dsn({ ...failed, status: "5.7.0", diagnostic: "smtp; 550 5.7.0 User unknown" }),
  },
  {
    name: "Exchange: moved (5.1.6), although the words say that it does not exist",
    expect: "bounced",
    raw: dsn({ ...failed, status: "5.1.6", diagnostic: "smtp; 550 5.1.6 The mailbox does not exist here any more" }),
  },
  {
    name: "5.1.1 that speaks of spam",
    expect: "bounced",
    raw: dsn({ ...failed, status: "5.1.1", diagnostic: "smtp; 554 5.1.1 Message refused as spam" }),
  },
  {
    name: "a number like a code in the words is an IP address",
    expect: "bounced",
    raw: dsn({ ...failed, status: "5.0.0", diagnostic: "smtp; 550 Client host [5.1.1.7] refused (see 10.5.1.1)" }),
  },
  {
    name: "the size is too large",
    expect: "bounced",
    raw: dsn({ ...failed, status: "5.3.4", diagnostic: "smtp; 552 5.3.4 Message size exceeds fixed limit" }),
  },
  {
    name: "international: utf-8 recipient in a global report (RFC 6533)",
    expect: "dead",
    raw: (mailed) =>
      dsn({
        ...failed,
        status: "5.1.1",
        recipient: ({ address }) => `Final-Recipient: utf-8; ${address}`,
        diagnostic: "smtp; 550 5.1.1 no such user",
      })(mailed).replace("message/delivery-status", "message/global-delivery-status"),
  },
  {
    name: "no returned mail at all",
    expect: "dead",
    raw: dsn({ ...failed, status: "5.1.1", returned: "none", diagnostic: "smtp; 550 5.1.1 unknown" }),
  },
  {
    name: "forwarded: the mailbox behind is dead, ours is not proven so",
    expect: "bounced",
    raw: dsn({
      ...failed,
      recipient: () => "Final-Recipient: rfc822; old.self@elsewhere.test",
      status: "5.1.1",
      diagnostic: "smtp; 550 5.1.1 No such user",
    }),
  },
  {
    name: "a report on several recipients of which one is ours",
    expect: "dead",
    raw: dsn({
      recipient: ({ address }) => `Final-Recipient: rfc822; other@elsewhere.test
Action: failed
Status: 5.2.2

Final-Recipient: rfc822; ${address}`,
      ...failed,
      status: "5.1.1",
      diagnostic: "smtp; 550 5.1.1 No such user",
    }),
  },
  {
    name: "qmail: no mailbox here by that name",
    expect: "dead",
    raw: prose(
      "MAILER-DAEMON@mx.reader.test",
      "failure notice",
      (mailed) => `Hi. This is the qmail-send program at mx.reader.test.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<${mailed.address}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

${ours(mailed)}

The tide is out.`,
    ),
  },
  {
    name: "qmail: the remote host refused, with a policy",
    expect: "bounced",
    raw: prose(
      "MAILER-DAEMON@mx.reader.test",
      "failure notice",
      (mailed) => `Hi. This is the qmail-send program at mx.reader.test.

<${mailed.address}>:
192.0.2.9 failed after I sent the message.
Remote host said: 554 5.7.1 Blocked by our spam filter

--- Below this line is a copy of the message.

${ours(mailed)}`,
    ),
  },
  {
    name: "Exim: text alone, with X-Failed-Recipients",
    expect: "dead",
    raw: prose(
      "Mail Delivery System <Mailer-Daemon@mx.reader.test>",
      "Mail delivery failed: returning message to sender",
      (mailed) => `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ${mailed.address}
    host mx.reader.test [192.0.2.4]
    SMTP error from remote mail server after RCPT TO:<${mailed.address}>:
    550 Unrouteable address

------ This is a copy of the message, including all the headers. ------

${ours(mailed)}`,
      ({ address }) => `Auto-Submitted: auto-replied\nX-Failed-Recipients: ${address}`,
    ),
  },
  {
    name: "Exim: delayed, no action is required",
    expect: "delayed",
    raw: prose(
      "Mail Delivery System <Mailer-Daemon@mx.reader.test>",
      "Warning: message 1abc-00 delayed 24 hours",
      (mailed) => `A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue.

The address to which the message has not yet been delivered is:

  ${mailed.address}
    Delay reason: host mx.reader.test: 451 Greylisted

No action is required on your part. Delivery attempts will continue for
some time.`,
      () => "Auto-Submitted: auto-replied",
    ),
  },
  {
    name: "IMail: unknown user",
    expect: "dead",
    raw: prose(
      "Postmaster <postmaster@mx.reader.test>",
      "Undeliverable Mail",
      (mailed) => `Unknown user: ${mailed.address}

Original message follows.

${ours(mailed)}`,
    ),
  },
  {
    name: "Lotus Domino: not listed in the directory",
    expect: "dead",
    raw: dsn({
      subject: "DELIVERY FAILURE: User not listed in Domino Directory",
      ...failed,
      status: "5.0.0",
      diagnostic: "X-Notes; User someone (someone@reader.test) not listed in Domino Directory",
    }),
  },
  {
    name: "delivered: a receipt of success",
    expect: "none",
    raw: dsn({
      action: "delivered",
      status: "2.0.0",
      diagnostic: "smtp; 250 2.0.0 Ok",
      subject: "Successful Mail Delivery Report",
    }),
  },
  {
    name: "relayed to a server that sends no receipts",
    expect: "none",
    raw: dsn({ action: "relayed", status: "2.0.0", subject: "Delivery Status Notification (Relay)" }),
  },
  {
    name: "a read receipt",
    expect: "none",
    raw: (mailed) =>
      crlf(`From: ${mailed.address}
To: ${mailed.returnPath}
Subject: Read: The tide
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary="MDN"

--MDN
Content-Type: text/plain

Your message was read. It was not deleted.
--MDN
Content-Type: message/disposition-notification

Final-Recipient: rfc822; ${mailed.address}
Original-Message-ID: ${mailed.messageId}
Disposition: manual-action/MDN-sent-manually; displayed

--MDN--
`),
  },
  {
    name: "out of office, and somebody who no longer works there",
    expect: "none",
    raw: prose(
      "Jo Reader <jo@reader.test>",
      "Automatic reply: The tide",
      () => "I no longer work here; this mailbox does not exist any more. 550 5.1.1 User unknown.",
      () => "Auto-Submitted: auto-replied\nX-Auto-Response-Suppress: All",
    ),
  },
  {
    name: "a challenge that wants to be answered",
    expect: "none",
    raw: prose(
      "jo@reader.test",
      "Please confirm your message (Verification required)",
      () => "I do not know you: your mail was not delivered and is held until you press this link.",
    ),
  },
  {
    name: "a person's answer",
    expect: "none",
    raw: prose(
      "jo@reader.test",
      "Re: The tide",
      () => "Lovely issue. My old mailbox does not exist any more, by the way.",
    ),
  },
  {
    name: "ARF: abuse, with the recipient",
    expect: "complained",
    raw: arf(
      ({ address, returnPath }) => `Feedback-Type: abuse
Original-Mail-From: <${returnPath}>
Original-Rcpt-To: <${address}>
Source-IP: 192.0.2.1`,
    ),
  },
  {
    name: "ARF: abuse, with everybody's name taken out",
    expect: "complained",
    raw: arf(() => "Feedback-Type: abuse\nOriginal-Rcpt-To: <redacted@redacted>", { isAnonymous: true }),
  },
  {
    name: "ARF: fraud",
    expect: "complained",
    raw: arf(({ address }) => `Feedback-Type: fraud\nOriginal-Rcpt-To: ${address}`),
  },
  {
    name: "ARF: not spam after all",
    expect: "none",
    raw: arf(({ address }) => `Feedback-Type: not-spam\nOriginal-Rcpt-To: ${address}`),
  },
  {
    name: "ARF: an authentication failure (RFC 6591)",
    expect: "none",
    raw: arf(({ address }) => `Feedback-Type: auth-failure\nAuth-Failure: dmarc\nOriginal-Rcpt-To: ${address}`),
  },
  {
    name: "Microsoft's junk mail reports: a subject and the mail, without a report part",
    expect: "complained",
    raw: (mailed) =>
      crlf(`From: staff@junk.test
To: abuse@bounces.site.test
Subject: complaint about message from 192.0.2.1
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="JMRP"

--JMRP
Content-Type: message/rfc822

X-HmXmrOriginalRecipient: ${mailed.address}
${ours(mailed)}

The tide is out.
--JMRP--
`),
  },
];
