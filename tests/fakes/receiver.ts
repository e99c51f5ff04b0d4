import http from "node:http";
import type { AddressInfo } from "node:net";

export type Received = { headers: Record<string, string>; body: string };
type Answer = {
  status: number;
  body?: string;
  headers?: Record<string, string>;
  after?: Promise<unknown>;
  endless?: boolean;
};

/** A server of somebody else's, on a real socket, that keeps what it is told and answers as a test says. */
export async function openReceiver(host = "127.0.0.1") {
  const received: Received[] = [];
  const queue: Answer[] = [];
  let standing: Answer = { status: 204 };
  const server = http.createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    received.push({ headers: request.headers as Record<string, string>, body });
    const answer = queue.shift() ?? standing;
    await answer.after;
    response.writeHead(answer.status, answer.headers);
    if (!answer.endless) return void response.end(answer.body);
    const write = () => {
      while (!response.destroyed && response.write("x".repeat(65_536))) {}
    };
    response.on("drain", write);
    write();
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return {
    received,
    address: `http://${host}:${(server.address() as AddressInfo).port}/hook`,
    /** The next requests, one after the other; then what stands. */
    answers: (...answers: Answer[]) => void queue.push(...answers),
    answersAlways: (answer: Answer) => {
      standing = answer;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
export type Receiver = Awaited<ReturnType<typeof openReceiver>>;
