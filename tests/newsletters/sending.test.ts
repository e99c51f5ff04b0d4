import PostalMime from "postal-mime";
import { beforeAll, describe, expect, test } from "vitest";
import { leaveToken } from "@/lib/delivery/leave.ts";
import { resumeUnfinished } from "@/lib/delivery/send.ts";
import { newsletterBySlug, topicOf } from "@/lib/newsletters/reads.ts";
import { sendIssue } from "@/lib/newsletters/send.ts";
import { askForNewsletter, leaveNewsletter } from "@/lib/newsletters/subscribe.ts";
import { makeNewsletter, saveIssue, startIssue } from "@/lib/newsletters/write.ts";
import { makeOffer, withdrawOffer } from "@/lib/offers/make.ts";
import { sendOfferNotice } from "@/lib/offers/notice.ts";
import { offerDraft } from "@/lib/offers/schema.ts";
import { matcher } from "@/lib/server/fast-lane.ts";
import { endpoints } from "@/lib/server/registry.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { acting, newsroom, type Person, readersOf } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
let edda: Person;
let mark: Person;
const draft = {
  subject: "What the tide brought",
  preview: "Mud.",
  body: "The tide brought mud to Marlow this morning.",
};
beforeAll(async () => {
  ({ edda, mark } = await newsroom(house));
});

let made = 0;
async function issueFor(readers: number) {
  made += 1;
  const { slug } = await makeNewsletter(house.system(), {
    slug: `tides-${made}`,
    name: `Tides ${made}`,
    description: "",
    cadence: "Weekly",
  });
  const newsletter = await newsletterBySlug(house.system(), slug);
  const topic = topicOf(newsletter);
  const members = await readersOf(house, topic, readers);
  return { newsletter, topic, members, issue: await startIssue(edda, newsletter.id, draft) };
}
const mailsTo = (members: { email: string }[]) => members.flatMap((member) => house.mailsTo(member.email));

describe("an issue", () => {
  test("goes to those who confirmed, and to nobody else", async () => {
    const { newsletter, topic, members, issue } = await issueFor(3);
    const asked = await house.member("Asked");
    await askForNewsletter(asked, newsletter.slug, "a test");
    const [left, banned, dead] = await readersOf(house, topic, 3);
    if (!left || !banned || !dead) throw new Error("Three readers were made.");
    await leaveNewsletter(acting(house, left), newsletter.slug, "a test");
    await house.house.db.member.update({ where: { id: banned.id }, data: { bannedAt: house.system().now() } });
    await house.house.db.suppression.create({
      data: { addressKey: dead.emailKey, reason: "the mailbox does not exist" },
    });
    await readersOf(house, "offers", 2);
    const before = house.mails.length;

    expect(await sendIssue(edda, issue.id, 1)).toMatchObject({ recipients: 4 });
    await house.runJobs();
    const tidings = house.mails.slice(before).filter((mail) => mail.subject === draft.subject);
    expect(tidings.flatMap((mail) => mail.to).sort()).toEqual(members.map((member) => member.email).sort());
    expect(await house.house.db.delivery.count({ where: { memberId: dead.id, state: "suppressed" } })).toBe(1);
  });

  test("each mail can be left by one press, says who sends it from where, and has a text of its own", async () => {
    const { members, issue } = await issueFor(4);
    await sendIssue(edda, issue.id, 1);
    await house.runJobs();
    const mails = mailsTo(members);
    expect(mails).toHaveLength(4);
    const leaves = new Set<string>();
    const ids = new Set<string>();
    for (const mail of mails) {
      const [oneClick = ""] = mail.headers["list-unsubscribe"] ?? [];
      const [, token = ""] = /^<http:\/\/site\.test\/api\/v1\/unsubscribe\/([\w.-]+)>$/.exec(oneClick) ?? [];
      expect(token).not.toBe("");
      expect(mail.headers["list-unsubscribe-post"]).toEqual(["List-Unsubscribe=One-Click"]);
      leaves.add(token);
      ids.add(String(mail.headers["message-id"]));
      for (const body of [mail.text, mail.html]) {
        expect(body).toContain(`http://site.test/unsubscribe/${token}`);
        expect(body).toContain("1 Harrow Weir");
        expect(body).toContain("brought mud to Marlow");
        expect(body).not.toContain("{{");
      }
      expect(mail.to).toHaveLength(1);
      const parsed = await PostalMime.parse(mail.raw);
      expect([parsed.from?.address, parsed.headers.filter(({ key }) => key === "from").length]).toEqual([
        "news@meridian.example",
        1,
      ]);
      expect(
        String(mail.raw)
          .split("\r\n")
          .every((line) => line.length <= 998),
      ).toBe(true);
    }
    expect([leaves.size, ids.size]).toEqual([4, 4]);
  });

  test("pressed 20 times at once, it makes one mailing", async () => {
    const { members, issue } = await issueFor(2);
    const presses = await Promise.allSettled(Array.from({ length: 20 }, () => sendIssue(edda, issue.id, 1)));
    expect(presses.filter((press) => press.status === "fulfilled")).toHaveLength(1);
    for (const press of presses)
      if (press.status === "rejected") expect(press.reason).toMatchObject({ code: "already_sent" });
    await house.runJobs();
    await resumeUnfinished(house.system());
    await house.runJobs();
    expect(mailsTo(members)).toHaveLength(2);
    expect(await house.house.db.mailing.count({ where: { issue: { id: issue.id } } })).toBe(1);
  });

  test("a text that changed since it was opened is not sent, and of two who save one wins", async () => {
    const { issue } = await issueFor(1);
    const saves = await Promise.allSettled(
      ["One", "Two", "Three"].map((subject) =>
        saveIssue(edda, issue.id, 1, { ...draft, subject: `${subject} of three` }),
      ),
    );
    expect(saves.filter((save) => save.status === "fulfilled")).toHaveLength(1);
    await expect(saveIssue(edda, issue.id, 1, draft)).rejects.toMatchObject({ code: "changed_meanwhile" });
    await expect(sendIssue(edda, issue.id, 1)).rejects.toMatchObject({ code: "changed_meanwhile" });
    await sendIssue(edda, issue.id, 2);
    await expect(saveIssue(edda, issue.id, 3, draft)).rejects.toMatchObject({ code: "already_sent" });
  });

  test("30 who save an old version at once are all told so, and nobody waits for a connection", async () => {
    const { issue } = await issueFor(1);
    await saveIssue(edda, issue.id, 1, draft);
    const saves = await Promise.allSettled(Array.from({ length: 30 }, () => saveIssue(edda, issue.id, 1, draft)));
    for (const save of saves) expect(save).toMatchObject({ status: "rejected", reason: { code: "changed_meanwhile" } });
  });

  test("to nobody is refused, and the issue stays a draft", async () => {
    const { issue } = await issueFor(0);
    await expect(sendIssue(edda, issue.id, 1)).rejects.toMatchObject({ code: "nobody_to_send_to" });
    expect(await edda.db.issue.findUniqueOrThrow({ where: { id: issue.id } })).toMatchObject({
      sentAt: null,
      version: 1,
    });
  });

  test("without a postal address is refused", async () => {
    const { issue } = await issueFor(1);
    const env = { ...edda.env, publication: { ...edda.env.publication, postalAddress: "" } };
    await expect(sendIssue({ ...edda, env }, issue.id, 1)).rejects.toMatchObject({ code: "settings_missing" });
  });

  test("HTML that an editor typed is text in the mail", async () => {
    const { members, issue } = await issueFor(1);
    const body = 'Look <script>alert(1)</script> at <img src=x onerror="x()"> and [this](javascript:alert(1)) now.';
    await saveIssue(edda, issue.id, 1, { ...draft, body });
    await sendIssue(edda, issue.id, 2);
    await house.runJobs();
    expect(mailsTo(members)[0]?.html).not.toMatch(/<script|<img src=x|href="javascript/);
  });
});

describe("leaving by one press", () => {
  const oneReader = async () => {
    const { members, topic, issue } = await issueFor(1);
    await sendIssue(edda, issue.id, 1);
    const delivery = await edda.db.delivery.findFirstOrThrow({ where: { mailing: { issue: { id: issue.id } } } });
    const act = async () =>
      (await edda.db.consentStanding.findFirstOrThrow({ where: { topic, memberId: members[0]?.id ?? "" } })).act;
    return { path: `/api/v1/unsubscribe/${leaveToken(edda, String(delivery.id))}`, act };
  };
  const form = { "List-Unsubscribe": "One-Click" };

  test("works as a form from any origin without cookies, and twice is once", async () => {
    const { path, act } = await oneReader();
    for (let time = 0; time < 2; time++) {
      const answer = await ask("POST", path, {
        form,
        headers: { origin: "https://mail.example", "sec-fetch-site": "cross-site" },
      });
      expect([answer.status, await answer.json()]).toEqual([200, { hasLeft: true }]);
    }
    expect(await act()).toBe("withdrawn");
  });

  test("works as multipart, and with no body at all", async () => {
    const [one, other] = [await oneReader(), await oneReader()];
    const raw = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n';
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    expect((await ask("POST", one.path, { raw, headers })).status).toBe(200);
    expect((await ask("POST", other.path)).status).toBe(200);
    expect([await one.act(), await other.act()]).toEqual(["withdrawn", "withdrawn"]);
  });

  test("a forged, cut or foreign token is a 404 without effect", async () => {
    const [one, other] = [await oneReader(), await oneReader()];
    const [token = "", base] = [one.path.split("/").pop(), "/api/v1/unsubscribe/"];
    const [id = "", mac = ""] = token.split(".");
    const otherId = other.path.split("/").pop()?.split(".")[0];
    for (const forged of [
      `${id}.${mac.slice(0, -1)}`,
      `${otherId}.${mac}`,
      id,
      `${id}.`,
      "1.x",
      `${id}.${"A".repeat(32)}`,
    ]) {
      const answer = await ask("POST", base + encodeURIComponent(forged), { form, from: ownNetwork() });
      expect(answer.status, forged).toBe(404);
    }
    expect([await one.act(), await other.act()]).toEqual(["confirmed", "confirmed"]);
  });

  test("A20: 1,000 looks at the address change nothing: no GET or HEAD is answered there", async () => {
    const { path, act } = await oneReader();
    const find = matcher(endpoints);
    const module = await import("@/app/api/v1/unsubscribe/[token]/route.ts");
    for (let time = 0; time < 500; time++)
      for (const method of ["GET", "HEAD"]) expect(find(method, path)).toBeUndefined();
    expect(Object.keys(module)).toEqual(["POST"]);
    expect(await act()).toBe("confirmed");
  });
});

describe("an offer", () => {
  const offer = () =>
    makeOffer(mark, offerDraft.parse({ title: "A tenth off boots", link: "https://shop.example/boots" }));

  test("is told once to those who want to hear of offers, however often it is pressed", async () => {
    const members = await readersOf(house, "offers", 3);
    const { id } = await offer();
    const presses = await Promise.allSettled(Array.from({ length: 10 }, () => sendOfferNotice(mark, id)));
    expect(presses.filter((press) => press.status === "fulfilled")).toHaveLength(1);
    await house.runJobs();
    const mails = mailsTo(members);
    expect(mails).toHaveLength(3);
    for (const mail of mails) expect(mail.headers["list-unsubscribe-post"]).toEqual(["List-Unsubscribe=One-Click"]);
    const mailing = await mark.db.mailing.findFirstOrThrow({ where: { offer: { id } } });
    expect(mailing.resendUncertain, "a doubtful one waits for a person").toBe(false);
  });

  test("that is over or withdrawn is told to nobody and shown to nobody", async () => {
    const { id } = await offer();
    await withdrawOffer(mark, id);
    await expect(sendOfferNotice(mark, id)).rejects.toMatchObject({ code: "changed_meanwhile" });
    const reader = await house.member("Reader");
    const { items } = await (await ask("GET", "/api/v1/offers", { cookie: reader.cookie })).json();
    expect(items.map((item: { id: string }) => item.id)).not.toContain(id);
    const past = offerDraft.parse({ title: "Yesterday's boots", link: "https://shop.example/", endsAt: "2026-03-13" });
    await expect(makeOffer(mark, past)).rejects.toMatchObject({ code: "invalid_input" });
  });
});
