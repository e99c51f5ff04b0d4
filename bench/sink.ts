// A mail server that takes everything, in a process of its own. SINK_DELAY_MS answers each packet so much later.
// "count" over IPC is answered with what was taken since the last time; it also checks that every body is whole.
import net from "node:net";

const delay = Number(process.env.SINK_DELAY_MS ?? 0);
const end = Buffer.from("\r\n.\r\n");
let taken = 0;
let broken = 0;
let recipients = new Set<string>();

const server = net.createServer({ noDelay: true }, (socket) => {
  let inBody = false;
  let rest: Buffer = Buffer.alloc(0);
  let to = "";
  const say = (text: string) => {
    if (text === "") return;
    if (delay > 0) setTimeout(() => socket.write(text), delay);
    else socket.write(text);
  };
  say("220 sink\r\n");
  socket.on("error", () => {});
  socket.on("data", (chunk: Buffer) => {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let replies = "";
    for (;;) {
      if (inBody) {
        const cut = rest.indexOf(end);
        if (cut < 0) break;
        taken += 1;
        recipients.add(to);
        // The last words of the mail that the bench sends, and its reader's own address in the first of its lines.
        if (rest.indexOf("The end of it.") < 0 || rest.indexOf(to) < 0 || cut < 30_000) broken += 1;
        rest = rest.subarray(cut + end.length);
        inBody = false;
        replies += "250 2.0.0 Ok\r\n";
        continue;
      }
      const cut = rest.indexOf("\r\n");
      if (cut < 0) break;
      const line = rest.subarray(0, cut).toString("latin1");
      rest = rest.subarray(cut + 2);
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "EHLO") replies += "250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n";
      else if (verb === "DATA") {
        inBody = true;
        replies += "354 Go on\r\n";
      } else if (verb === "QUIT") {
        replies += "221 Bye\r\n";
        say(replies);
        return void socket.end();
      } else {
        if (verb === "RCPT") to = line.slice(line.indexOf("<") + 1, line.indexOf(">"));
        replies += "250 Ok\r\n";
      }
    }
    say(replies);
  });
});

server.listen(0, "127.0.0.1", () => process.send?.({ ready: (server.address() as net.AddressInfo).port }));
process.on("message", () => {
  process.send?.({ taken, broken, recipients: recipients.size });
  [taken, broken, recipients] = [0, 0, new Set()];
});
