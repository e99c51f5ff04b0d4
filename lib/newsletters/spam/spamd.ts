import net from "node:net";
import { z } from "zod";
import { type Judged, type Rule, Unanswered } from "./answer.ts";

const longest = 1_000_000;

/**
 * Asks a spamd (SpamAssassin's own server) for its report on a mail.
 * @throws Unanswered when it does not answer in time, or not as spamd does
 */
export async function askSpamd(address: URL, mail: Buffer, timeoutMs: number): Promise<Judged> {
  const head = `REPORT SPAMC/1.5\r\nContent-length: ${mail.length}\r\n\r\n`;
  const answer = await converse(address, Buffer.concat([Buffer.from(head), mail]), timeoutMs);
  const cut = answer.indexOf("\r\n\r\n");
  const first = /^SPAMD\/\d+\.\d+ (\d+) (\S+)/.exec(answer);
  if (cut < 0 || !first) throw new Unanswered("What answered there is no spamd.");
  if (first[1] !== "0") throw new Unanswered(`spamd could not look at it: ${first[2]}.`);
  const heads = answer.slice(0, cut);
  const said = verdict.safeParse(/^Spam: \S+ ; (-?[\d.]+) \/ (-?[\d.]+)\r?$/m.exec(heads)?.slice(1));
  if (!said.success) throw new Unanswered("spamd gave no score.");
  const [score, threshold] = said.data;
  return { score, threshold, rules: rulesIn(answer.slice(cut + 4)) };
}

const verdict = z.tuple([z.coerce.number(), z.coerce.number()]);

function converse({ hostname, port }: URL, request: Buffer, timeoutMs: number): Promise<string> {
  return new Promise((done, fail) => {
    const socket = net.connect({ host: hostname.replace(/^\[|\]$/g, ""), port: Number(port || 783) });
    const parts: Buffer[] = [];
    let size = 0;
    const give = (problem: Unanswered) => {
      socket.destroy();
      fail(problem);
    };
    // Of the whole conversation: one that sends a byte now and then is late as well.
    const clock = setTimeout(() => give(new Unanswered("The spam filter did not answer in time.")), timeoutMs);
    socket.on("connect", () => socket.end(request));
    socket.on("data", (part: Buffer) => {
      parts.push(part);
      size += part.length;
      if (size > longest) give(new Unanswered("What answered there says more than a spamd does."));
    });
    socket.on("error", () => give(new Unanswered("The spam filter cannot be reached.")));
    socket.on("close", () => {
      clearTimeout(clock);
      done(Buffer.concat(parts).toString("utf8"));
    });
  });
}

/** The table of a report: points, the rule's name, and its words, which may go on below. */
function rulesIn(report: string): Rule[] {
  const rules: Rule[] = [];
  let isInTable = false;
  for (const line of report.split(/\r?\n/)) {
    if (/^\s*-{3,} -{5,} -{5,}/.test(line)) isInTable = true;
    const found = /^\s{0,2}(?:\*\s+)?(-?\d+\.\d+)\s+([A-Z][A-Z0-9_]+)\s+(.*)$/.exec(line);
    if (isInTable && found) {
      const [, score = "0", name = "", words = ""] = found;
      rules.push({ name, score: Number(score), words: words.trim() });
      continue;
    }
    const last = rules.at(-1);
    const more = /^\s{10,}(\S.*)$/.exec(line)?.[1];
    if (isInTable && last && more) last.words = `${last.words} ${more.trim()}`;
    else if (line.trim() === "" && rules.length > 0) isInTable = false;
  }
  return rules;
}
