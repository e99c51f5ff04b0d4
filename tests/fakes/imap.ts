import net, { type AddressInfo } from "node:net";

export type Kept = { uid: number; raw: string; flags: Set<string> };

/**
 * A mailbox on a real socket, with as much of IMAP4rev1 and MOVE as a program needs that reads, flags and moves mails.
 * `denies` makes it refuse folders, as some mailboxes do.
 */
export async function startFakeImap() {
  const folders = new Map<string, Kept[]>([["INBOX", []]]);
  const state = { denies: false, logins: [] as string[] };
  let nextUid = 1;
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    let open = "INBOX";
    let read = "";
    const say = (line: string) => socket.write(`${line}\r\n`);
    const answer = (line: string) => {
      const [, tag = "*", command = "", rest = ""] = /^(\S+) ((?:UID )?\S+) ?(.*)$/i.exec(line) ?? [];
      const ok = (words = "done") => say(`${tag} OK ${words}`);
      const names = [...rest.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
      const mails = folders.get(open) ?? [];
      const chosen = mails.filter(({ uid }) => String(uid) === names[0]);
      switch (command.toUpperCase()) {
        case "CAPABILITY":
          say("* CAPABILITY IMAP4rev1 MOVE UIDPLUS");
          return ok();
        case "LOGIN":
          state.logins.push(rest);
          return ok();
        case "LIST":
          for (const name of names[1] === "" ? [""] : folders.keys()) say(`* LIST (\\HasNoChildren) "/" "${name}"`);
          return ok();
        case "CREATE": {
          const name = names[0] ?? "";
          if (state.denies) return say(`${tag} NO you may have no folders`);
          if (folders.has(name)) return say(`${tag} NO [ALREADYEXISTS] it is there`);
          folders.set(name, []);
          return ok();
        }
        case "SELECT":
        case "EXAMINE":
          open = names[0] ?? "INBOX";
          say(`* ${folders.get(open)?.length ?? 0} EXISTS`);
          say("* FLAGS (\\Seen)");
          say("* OK [UIDVALIDITY 1] valid");
          say(`* OK [UIDNEXT ${nextUid}] next`);
          return ok("[READ-WRITE] open");
        case "UID SEARCH":
          say(
            `* SEARCH ${mails
              .filter(({ flags }) => !flags.has("\\Seen"))
              .map(({ uid }) => uid)
              .join(" ")}`.trim(),
          );
          return ok();
        case "UID FETCH":
          for (const mail of chosen)
            say(
              `* ${mails.indexOf(mail) + 1} FETCH (UID ${mail.uid} BODY[]<0> {${Buffer.byteLength(mail.raw)}}\r\n${mail.raw})`,
            );
          return ok();
        case "UID STORE":
          for (const mail of chosen) mail.flags.add("\\Seen");
          return ok();
        case "UID MOVE": {
          const to = folders.get(names[1] ?? "");
          if (!to) return say(`${tag} NO [TRYCREATE] no such folder`);
          for (const mail of chosen) {
            say(`* OK [COPYUID 1 ${mail.uid} ${mail.uid}] moved`);
            say(`* ${mails.indexOf(mail) + 1} EXPUNGE`);
            to.push(...mails.splice(mails.indexOf(mail), 1));
          }
          return ok();
        }
        case "LOGOUT":
          say("* BYE");
          ok();
          return socket.end();
        default:
          return ok();
      }
    };
    say("* OK ready");
    socket.on("data", (chunk) => {
      read += chunk.toString();
      for (let cut = read.indexOf("\r\n"); cut >= 0; cut = read.indexOf("\r\n")) {
        const line = read.slice(0, cut);
        read = read.slice(cut + 2);
        answer(line);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `imap://returns:secret@127.0.0.1:${port}/INBOX`,
    put: (raw: string) => folders.get("INBOX")?.push({ uid: nextUid++, raw, flags: new Set() }),
    in: (folder: string) => folders.get(folder) ?? [],
    deny: (denies: boolean) => {
      state.denies = denies;
      if (denies) for (const name of folders.keys()) if (name !== "INBOX") folders.delete(name);
    },
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
