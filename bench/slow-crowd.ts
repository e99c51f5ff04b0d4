// Clients that are slow on purpose, in a process of their own: a third send their head a letter at a time, a third a body, and a third ask
// once for much and read none of it. Whoever is put out comes back at once.
//
// Told { port, count, path }, it answers { held } once all of them are in; told { leave: true }, it goes.
import net from "node:net";

export type Crowd = { port: number; count: number; path: string } | { leave: true };
export type Held = { held: number };

/** A letter in so many milliseconds: far slower than any network, and quick enough never to be idle. */
const letterMs = 4_000;
const kinds = ["head", "body", "answer"] as const;

process.on("message", (word: Crowd) => {
  if ("leave" in word) process.exit(0);
  const { port, count, path } = word;
  const sockets = Array.from({ length: count }, (_, at) => come(port, path, at));
  void Promise.all(sockets).then(() => process.send?.({ held: count } satisfies Held));
});
process.once("disconnect", () => process.exit(0));

function come(port: number, path: string, at: number): Promise<void> {
  const kind = kinds[at % kinds.length];
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    const letters = setInterval(() => kind !== "answer" && socket.write("x"), letterMs);
    socket.once("connect", () => {
      if (kind === "head") socket.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nx-slow: `);
      if (kind === "body")
        socket.write(
          `POST /api/v1/sign-in HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\ncontent-length: 60000\r\n\r\n{"`,
        );
      if (kind === "answer") {
        socket.pause();
        socket.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`);
      }
      resolve();
    });
    if (kind !== "answer") socket.resume();
    socket.on("error", () => {});
    socket.once("close", () => {
      clearInterval(letters);
      // As somebody who means harm.
      setTimeout(() => void come(port, path, at), 100);
    });
  });
}
