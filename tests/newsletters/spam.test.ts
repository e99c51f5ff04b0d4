import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { IssueDocument } from "@/lib/newsletters/document.ts";
import { newsletterBySlug } from "@/lib/newsletters/reads.ts";
import { lookForSpam } from "@/lib/newsletters/spam/look.ts";
import { askRspamd } from "@/lib/newsletters/spam/rspamd.ts";
import { askSpamd } from "@/lib/newsletters/spam/spamd.ts";
import { makeNewsletter, startIssue } from "@/lib/newsletters/write.ts";
import { ask } from "../api-door.ts";
import { newsroom, type Person } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
let edda: Person;
beforeAll(async () => {
  ({ edda } = await newsroom(house));
});
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) one.close();
});

/** What Debian's SpamAssassin 4.0.1 answered to REPORT, as it came. */
const report = `Spam detection software, running on the system "weir.example",
has identified this incoming email as possible spam.  The original
message has been attached to this so you can view it or label
similar future email.  If you have any questions, see
@@CONTACT_ADDRESS@@ for details.

Content preview:  Dear friend, CLICK HERE for a money back guarantee, 100%
  free! You won $1,000,000 and http://192.0.2.7/free. 

Content analysis details:   (11.1 points, 5.0 required)

 pts rule name              description
---- ---------------------- --------------------------------------------------
-0.0 NO_RECEIVED            Informational: message has no Received headers
 2.7 MISSING_DATE           Missing Date: header
 0.0 MSGID_SHORT            Message-ID is unusually short
-0.0 NO_RELAYS              Informational: message was not relayed via SMTP
 0.5 SUBJ_ALL_CAPS          Subject is all capitals
 2.7 DEAR_FRIEND            BODY: Dear Friend? That's not very dear!
 2.9 MONEY_BACK             BODY: Money back guarantee
 1.0 US_DOLLARS_3           BODY: Mentions millions of $ ($NN,NNN,NNN.NN)
 0.2 NORMAL_HTTP_TO_IP      URI: URI host has a public dotted-decimal IPv4
                            address
 0.0 HTML_MESSAGE           BODY: HTML included in message
 0.1 MIME_HTML_ONLY         BODY: Message only has text/html MIME parts
 0.0 LOTS_OF_MONEY          Huge... sums of money
 0.0 HTML_MIME_NO_HTML_TAG  HTML-only message, but there is no HTML tag
 1.0 ADVANCE_FEE_2_NEW_MONEY Advance Fee fraud and lots of money

`;
const answered = (body: string, verdict = "Spam: True ; 11.1 / 5.0") =>
  `SPAMD/1.1 0 EX_OK\r\nContent-length: ${Buffer.byteLength(body)}\r\n${verdict}\r\n\r\n${body}`;

/** Something that stands where a spamd should, and what it was asked. */
async function standing(answer: string | null) {
  const asked: string[] = [];
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    const parts: Buffer[] = [];
    socket.on("error", () => {});
    socket.on("data", (part) => parts.push(part));
    socket.on("end", () => {
      asked.push(Buffer.concat(parts).toString("latin1"));
      if (answer !== null) socket.end(answer);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  open.push(server);
  return { url: new URL(`spamd://127.0.0.1:${(server.address() as AddressInfo).port}`), asked };
}

async function standingRspamd(status: number, body: unknown) {
  const asked: { path: string; mail: string }[] = [];
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      asked.push({ path: `${request.method} ${request.url}`, mail: Buffer.concat(parts).toString("latin1") });
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  open.push(server);
  return { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), asked };
}

const mail = Buffer.from("Subject: MONEY BACK\r\n\r\nMoney back guarantee.\r\n");

describe("spamd", () => {
  test("is asked by its own protocol, and its table is read with words that go on below", async () => {
    const { url, asked } = await standing(answered(report));
    const { score, threshold, rules } = await askSpamd(url, mail, 2_000);
    expect(asked).toEqual([`REPORT SPAMC/1.5\r\nContent-length: ${mail.length}\r\n\r\n${mail}`]);
    expect([score, threshold]).toEqual([11.1, 5]);
    expect(rules).toHaveLength(14);
    expect(rules.slice(4, 6)).toEqual([
      { name: "SUBJ_ALL_CAPS", score: 0.5, words: "Subject is all capitals" },
      { name: "DEAR_FRIEND", score: 2.7, words: "BODY: Dear Friend? That's not very dear!" },
    ]);
    expect(rules.find(({ name }) => name === "NORMAL_HTTP_TO_IP")?.words).toBe(
      "URI: URI host has a public dotted-decimal IPv4 address",
    );
    expect(rules.at(-1)).toEqual({
      name: "ADVANCE_FEE_2_NEW_MONEY",
      score: 1,
      words: "Advance Fee fraud and lots of money",
    });
    expect(rules.reduce((sum, one) => sum + one.score, 0)).toBeCloseTo(11.1, 5);
  });

  test.each<[string, string | null, RegExp]>([
    ["is silent", null, /did not answer in time/],
    ["is something else", "220 mail.example ESMTP\r\n", /is no spamd/],
    ["hangs up", "", /is no spamd/],
    ["cannot look", "SPAMD/1.0 76 Bad header line: x\r\n\r\n", /could not look at it/],
    ["says no score", answered(report, "X: 1"), /gave no score/],
    ["says a score that is none", answered(report, "Spam: True ; 1.2.3 / 5.0"), /gave no score/],
    ["never ends", "x".repeat(1_200_000), /says more than a spamd does/],
  ])("one that %s has not answered", async (_, answer, words) => {
    const { url } = await standing(answer);
    await expect(askSpamd(url, mail, 300)).rejects.toThrow(words);
  });

  test("one that is not there cannot be reached", async () => {
    await expect(askSpamd(new URL("spamd://127.0.0.1:9"), mail, 500)).rejects.toThrow("cannot be reached");
  });
});

/** What rspamd 3 answers to /checkv2, as far as it matters and a little further. */
const checked = {
  is_skipped: false,
  score: 7.2,
  required_score: 15,
  action: "add header",
  thresholds: { reject: 15, "add header": 6, greylist: 4 },
  symbols: {
    R_DKIM_NA: { name: "R_DKIM_NA", score: 0, metric_score: 0, description: "Missing DKIM signature" },
    SUBJ_ALL_CAPS: { name: "SUBJ_ALL_CAPS", score: 3.1, metric_score: 3.1, options: ["12"] },
  },
  "message-id": "1@meridian.example",
};

describe("rspamd", () => {
  test("is asked at /checkv2, and counts to where it marks a mail", async () => {
    const { url, asked } = await standingRspamd(200, checked);
    expect(await askRspamd(url, mail, 2_000)).toEqual({
      score: 7.2,
      threshold: 6,
      rules: [
        { name: "R_DKIM_NA", score: 0, words: "Missing DKIM signature" },
        { name: "SUBJ_ALL_CAPS", score: 3.1, words: "" },
      ],
    });
    expect(asked).toEqual([{ path: "POST /checkv2", mail: mail.toString() }]);
  });

  test.each<[number, unknown, RegExp]>([
    [403, { error: "Unauthorized" }, /does not let us ask \(403\)/],
    [200, { score: "7.2" }, /is no rspamd/],
    [200, "hello", /is no rspamd/],
  ])("an answer of %s with %j is none", async (status, body, words) => {
    const { url } = await standingRspamd(status, body);
    await expect(askRspamd(url, mail, 2_000)).rejects.toThrow(words);
  });
});

let made = 0;
async function drafted(document: IssueDocument, subject = "What the gauge says") {
  made += 1;
  await makeNewsletter(house.system(), {
    slug: `gauge-${made}`,
    name: "The Gauge",
    description: "",
    cadence: "Weekly",
  });
  const newsletter = await newsletterBySlug(house.system(), `gauge-${made}`);
  return startIssue(edda, newsletter.id, { subject, preview: "Eleven centimetres.", document });
}
const text = (words: string) => ({ kind: "text" as const, spans: [{ text: words }] });
const asking = (spamCheck: string | undefined): Person => ({ ...edda, env: { ...edda.env, spamCheck } });

describe("the spam score of an issue", () => {
  test("is said not to be known where no filter is set, at the API", async () => {
    const issue = await drafted({ v: 1, blocks: [text("The gauge stands low.")] });
    const answer = await ask("POST", `/api/v1/desk/issues/${issue.id}/spam-looks`, { cookie: edda.cookie, body: {} });
    expect(await answer.json()).toMatchObject({
      state: "not_set",
      looks: [],
      words: expect.stringMatching(/^Not checked: no spam filter is set/),
    });
  });

  test("is said not to be known where the filter does not answer", async () => {
    const issue = await drafted({ v: 1, blocks: [text("The gauge stands low.")] });
    const { url } = await standing("220 mail.example ESMTP\r\n");
    expect(await lookForSpam(asking(url.href), issue.id)).toEqual({
      state: "no_answer",
      level: "mind",
      looks: [],
      words: "Not checked: what answered there is no spamd. Ask again, or send it unchecked.",
    });
  });

  test("is that of the mail as it goes out, of each part, with what weighs most first", async () => {
    const document: IssueDocument = {
      v: 1,
      blocks: [text(".A line that begins with a dot."), { ...text("The ledger in full."), isFor: "plan" }],
    };
    const issue = await drafted(document);
    const { url, asked } = await standing(answered(report));
    const { state, level, looks } = await lookForSpam(asking(url.href), issue.id);
    expect([state, level]).toEqual(["checked", "mind"]);
    expect(looks.map(({ part, score }) => [part, score])).toEqual([
      ["no_plan", 11.1],
      ["plan", 11.1],
    ]);
    expect(looks[0]?.rules.map(({ name }) => name).slice(0, 2)).toEqual(["MONEY_BACK", "MISSING_DATE"]);
    expect(asked.map((one) => one.includes("ledger in full"))).toEqual([false, true]);
    for (const header of [
      "From: The Gauge",
      "List-Unsubscribe: <http://site.test/",
      "List-ID: ",
      "Subject: What the gauge says",
    ])
      expect(asked[0]?.slice(0, 900)).toContain(header);
    expect(asked[0]).not.toMatch(/\{\{/);
    // Dots are doubled for the wire alone.
    expect(asked[0]).not.toMatch(/\r\n\.\./);
  });
});
