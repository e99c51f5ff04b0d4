import { randomBytes } from "node:crypto";
import http from "node:http";
import { z } from "zod";
import { addressOf, isLocalName, isLoopback, listen } from "../loopback.ts";
import { pageHeaders, STYLE } from "../mail-pages.ts";
import { settle } from "./billing.ts";
import { apiVersion, Books, cards, type Thing } from "./books.ts";
import { catalogue } from "./catalogue.ts";
import { charges } from "./charges.ts";
import { checkout, complete, settleBank } from "./checkout.ts";
import { coupons } from "./coupons.ts";
import { customers } from "./customers.ts";
import { disputes } from "./disputes.ts";
import { booksPage, checkoutPage, noPage, PAY_STYLE, portalPage } from "./pages.ts";
import { Refused } from "./refused.ts";
import { type Doorbell, Ring } from "./ring.ts";
import { type Route, routed } from "./routing.ts";
import { press, subscriptions } from "./subscriptions.ts";
import { tryOut } from "./try-out.ts";

export type Rehearsal = {
  /** What a browser opens; the API is below /v1. */
  url: string;
  /** The only key that opens the API. */
  apiKey: string;
  ring: Ring;
  /** What goes wrong with the next requests, in turn: all but `lose the answer` before anything was done. */
  faults: (429 | 500 | "hang up" | "lose the answer")[];
  /** How long it thinks before each answer of the API. */
  thinksMs: number;
  /** Does what has fallen due by the clock: renewals, ends of trials, payments tried again. */
  settle(): void;
  /** A bank that was to pay for this checkout has done so, or has not. */
  settleBank(sessionId: string, pays: boolean): void;
  stop(): Promise<void>;
};

export type RehearsalOptions = {
  /** 0, or a port in use, means any free one. */
  port?: number;
  host?: string;
  now?: () => Date;
  /** Where the books are kept between starts; in memory alone when it is left out. */
  file?: string;
  doorbell?: Doorbell;
  retryAfterMs?: number[];
};

const routes = [...catalogue, ...coupons, ...customers, ...checkout, ...subscriptions, ...charges, ...disputes];
const largestForm = 256 * 1024;

/** A Stripe of our own on a real socket: its shapes, its errors, its pages to pay at; no money moves. */
export async function startRehearsal(options: RehearsalOptions = {}): Promise<Rehearsal> {
  const { port = 0, host = "127.0.0.1", now = () => new Date(), file, doorbell, retryAfterMs } = options;
  const books = new Books(now, file);
  const ring = new Ring(doorbell, now, retryAfterMs);
  const told: Thing[] = [];
  books.onEvent = (event) => told.push(event);
  /** What was changed is on the disk before anybody hears of it. */
  const close = (hasChanged = true) => {
    if (hasChanged) books.save();
    for (const event of told.splice(0)) ring.tell(event);
  };
  const settleNow = () => {
    settle(books);
    close(told.length > 0);
  };
  const server = http.createServer(async (request, response) => {
    try {
      const url = new URL(request.url ?? "/", "http://localhost");
      const body = await textOf(request);
      settleNow();
      if (url.pathname.startsWith("/v1/")) await api(request, response, url, body);
      else pages(request, response, url, body);
    } catch (problem) {
      const refused = problem instanceof Refused ? problem : new Refused(500, String(problem), { type: "api_error" });
      send(response, refused.status, "application/json", JSON.stringify(refused.body));
    }
  });
  await listen(server, port, host);
  const url = `http://${addressOf(server, host)}`;
  const api = apiOf(books, url, () => rehearsal, close);
  const pages = pagesOf(books, url, isLoopback(host), close);
  const clock = setInterval(settleNow, 30_000);
  clock.unref();

  const rehearsal: Rehearsal = {
    url,
    apiKey: "sk_test_rehearsal",
    ring,
    faults: [],
    thinksMs: 0,
    settle: settleNow,
    settleBank(sessionId, pays) {
      settleBank(books, sessionId, pays);
      close();
    },
    async stop() {
      clearInterval(clock);
      server.closeAllConnections();
      await Promise.all([ring.stop(), new Promise((done) => server.close(done))]);
    },
  };
  return rehearsal;
}

type Kept = { mark: string; at: number } & ({ status: number; body: string } | { status: undefined });

/** As Stripe does: after a day the same key is another request. */
const keptSeconds = 86_400;

function apiOf(books: Books, url: string, rehearsal: () => Rehearsal, close: (hasChanged?: boolean) => void) {
  const kept = new Map<string, Kept>();
  return async (request: http.IncomingMessage, response: http.ServerResponse, at: URL, body: string) => {
    const { apiKey, faults, thinksMs } = rehearsal();
    const fault = faults.shift();
    if (fault === "hang up") return void response.destroy();
    if (fault === 429 || fault === 500)
      throw new Refused(
        fault,
        fault === 429 ? "Request rate limit exceeded." : "Something went wrong on our end.",
        fault === 429 ? { code: "rate_limit" } : { type: "api_error" },
      );
    const given = request.headers.authorization?.replace(/^Bearer /, "") ?? "";
    if (given !== apiKey)
      throw new Refused(
        401,
        given.includes("_live_")
          ? "A live key was sent to the rehearsal. Use the key that it gave."
          : "Invalid API Key provided.",
      );

    const form = request.method === "POST" ? body : at.search.slice(1);
    const name = request.method === "POST" ? request.headers["idempotency-key"]?.toString() : undefined;
    const mark = `${request.method} ${at.pathname}\n${form}`;
    const known = name ? kept.get(name) : undefined;
    const earlier = known && known.at > books.seconds - keptSeconds ? known : undefined;
    const first = { mark, at: books.seconds };
    if (earlier && earlier.mark !== mark)
      throw new Refused(
        400,
        `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${name}' if you meant to execute a different request.`,
        { type: "idempotency_error" },
      );
    if (earlier?.status === undefined && earlier)
      throw new Refused(409, `There is currently another in-progress request using this Idempotent Key: ${name}`, {
        type: "idempotency_error",
        code: "idempotency_key_in_use",
      });
    if (earlier)
      return send(response, earlier.status, "application/json", earlier.body, { "idempotent-replayed": "true" });

    if (name) kept.set(name, { ...first, status: undefined });
    if (thinksMs > 0) await new Promise((resolve) => setTimeout(resolve, thinksMs));
    try {
      const { route, id } = routed(routes, request.method ?? "GET", at.pathname);
      const answer = JSON.stringify(route.run(books, form, id), (field, value) =>
        field === "url" && typeof value === "string" && /^\/(checkout|portal)\//.test(value) ? url + value : value,
      );
      if (name) kept.set(name, { ...first, status: 200, body: answer });
      if (fault === "lose the answer") response.destroy();
      else send(response, 200, "application/json", answer);
    } catch (problem) {
      // A declined card is an answer that stays; what was never begun may be asked again under the same name.
      if (name && problem instanceof Refused && problem.status === 402)
        kept.set(name, { ...first, status: 402, body: JSON.stringify(problem.body) });
      else if (name) kept.delete(name);
      throw problem;
    } finally {
      close(request.method !== "GET");
    }
  };
}

const typed = z.object({
  email: z.email("Write the address as name@example.org.").max(254),
  code: z.string().trim().max(100).default(""),
  card: z.enum(cards),
});

function pagesOf(books: Books, url: string, isLocal: boolean, close: (hasChanged?: boolean) => void) {
  return (request: http.IncomingMessage, response: http.ServerResponse, at: URL, body: string) => {
    const html = (status: number, text: string) => send(response, status, "text/html; charset=utf-8", text);
    // A foreign site can point a name of its own at this machine; it cannot choose the Host header.
    if (isLocal && !isLocalName(request.headers.host))
      return send(response, 421, "text/plain", "Open this page as localhost.");
    if (at.pathname === "/style.css") return send(response, 200, "text/css; charset=utf-8", STYLE + PAY_STYLE);
    if (at.pathname === "/" && request.method === "POST") {
      const to = tryOut(
        books,
        new URLSearchParams(body),
        (method, path, form) => asked(books, method, path, form),
        `${url}/`,
      );
      close();
      return go(response, to);
    }
    if (at.pathname === "/") return html(200, booksPage(books));
    const [, place, id = ""] = /^\/(checkout|portal)\/(\w+)$/.exec(at.pathname) ?? [];
    const session = place && books.find(place === "checkout" ? "checkout/sessions" : "billing_portal/sessions", id);
    if (!session) return html(404, noPage("There is no such page. Go back to the site and begin again."));
    if (request.method !== "POST")
      return html(200, place === "checkout" ? checkoutPage(books, session) : portalPage(books, session));

    const form = new URLSearchParams(body);
    if (place === "portal") {
      const subscription = books.find("subscriptions", form.get("subscription") ?? "");
      if (!subscription || subscription.customer !== session.customer)
        return html(404, noPage("There is no such plan."));
      press(books, subscription, form.get("act") ?? "");
      close();
      return go(response, at.pathname);
    }
    const input = typed.safeParse(Object.fromEntries(form));
    if (!input.success) return html(400, checkoutPage(books, session, input.error.issues[0]?.message));
    try {
      complete(books, session, input.data);
      close();
      go(response, String(session.success_url).replaceAll("{CHECKOUT_SESSION_ID}", session.id));
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      html(problem.status, checkoutPage(books, session, problem.message));
    }
  };
}

function asked(books: Books, method: Route["method"], path: string, form: object) {
  const given = Object.entries(form).filter(([, value]) => value !== undefined);
  const { route, id } = routed(routes, method, `/v1/${path}`);
  const text = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString();
  return route.run(books, text, id) as Thing;
}

async function textOf(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > largestForm) throw new Refused(413, "The request is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function go(response: http.ServerResponse, to: string): void {
  response.writeHead(303, { ...headers, location: to }).end();
}

// Who has paid is sent back to the site, which is another origin; a form may lead there.
const headers = {
  ...pageHeaders,
  "content-security-policy": `${pageHeaders["content-security-policy"]}`.replace(
    "form-action 'none'",
    "form-action 'self' http: https:",
  ),
};

function send(
  response: http.ServerResponse,
  status: number,
  type: string,
  body: string,
  more: Record<string, string> = {},
): void {
  if (response.headersSent) return void response.destroy();
  const own = { "request-id": `req_${randomBytes(7).toString("hex")}`, "stripe-version": apiVersion };
  response.writeHead(status, { ...headers, ...own, "content-type": type, ...more }).end(body);
}
