/** What the client does with its types and routes. It is handed out as text; a test compiles it strictly, and runs it. */
export const runtime = String.raw`type Answer = "json" | "nothing" | "response";

export type Settings = {
  /** A key that was made at the desk, under Keys. Keep it on servers: never put one into a page. */
  key?: string;
  /** How often an answer is asked for, at most, where asking again is safe. */
  tries?: number;
  /** "include" in a page of yours that is listed at the desk, so that the reader is known. */
  credentials?: RequestCredentials;
  fetch?: typeof fetch;
};

export type Options = {
  /** Names a request that is to be done once. Without one each call with a key gets its own, so that a second try does nothing twice. */
  idempotencyKey?: string;
  signal?: AbortSignal;
};

type Input<Id extends keyof Operations> = Operations[Id]["input"];
type Asked<Id extends keyof Operations> = Input<Id> & Options;
export type Client = {
  [Id in keyof Operations]: unknown extends Input<Id>
    ? (asked?: Options) => Promise<Operations[Id]["reply"]>
    : {} extends Input<Id>
      ? (asked?: Asked<Id>) => Promise<Operations[Id]["reply"]>
      : (asked: Asked<Id>) => Promise<Operations[Id]["reply"]>;
};

/** What was refused, and why: decide by the code, show the message. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  /** Name it when you ask the house about it. */
  readonly requestId: string;
  readonly problem: Problem;

  constructor(status: number, problem: Problem) {
    super(problem.title);
    this.name = "Refusal";
    this.status = status;
    this.code = problem.code;
    this.requestId = problem.requestId;
    this.problem = problem;
  }
}

/** The API at this address, e.g. masthead("https://members.example.org", { key }). */
export function masthead(server: string, settings: Settings = {}): Client {
  const call = (id: keyof Operations) => (asked?: Loose) => ask(server, settings, id, asked ?? {});
  return Object.fromEntries(Object.keys(routes).map((id) => [id, call(id as keyof Operations)])) as unknown as Client;
}

/** All that a long list holds, page after page: for await (const story of each(members.listStories, {})) … */
export async function* each<Item, Query extends { after?: string | undefined }>(
  list: (asked: { query?: Query } & Options) => Promise<{ items: Item[]; next: string | null }>,
  asked: { query?: Query } & Options,
): AsyncGenerator<Item> {
  let after: string | null | undefined;
  do {
    const page = await list(after ? { ...asked, query: { ...asked.query, after } as Query } : asked);
    yield* page.items;
    after = page.next;
  } while (after);
}

type Loose = Options & { params?: object; query?: object; body?: unknown };

async function ask(server: string, settings: Settings, id: keyof Operations, asked: Loose): Promise<never> {
  const [method, path, bodyType, answer] = routes[id];
  const isSafe = method === "GET";
  const headers = new Headers();
  if (settings.key) headers.set("authorization", "Bearer " + settings.key);
  const once = asked.idempotencyKey ?? (settings.key && !isSafe ? crypto.randomUUID() : undefined);
  if (once) headers.set("idempotency-key", once);
  if (bodyType) headers.set("content-type", bodyType);
  const request: RequestInit = { method, headers };
  if (bodyType) request.body = bodyOf(bodyType, asked.body);
  if (asked.signal) request.signal = asked.signal;
  if (settings.credentials) request.credentials = settings.credentials;
  // Only what cannot be done twice by it is asked again.
  const tries = isSafe || (once && settings.key) ? (settings.tries ?? 3) : 1;
  const response = await withPatience(() => (settings.fetch ?? fetch)(addressOf(server, path, asked), request), tries, asked.signal);
  if (!response.ok) throw new Refusal(response.status, await problemOf(response));
  if (answer === "response") return response as never;
  return (answer === "json" ? await response.json() : undefined) as never;
}

function addressOf(server: string, path: string, { params = {}, query = {} }: Loose): string {
  const values = params as Record<string, unknown>;
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== null) search.set(name, String(value));
  return server.replace(/\/+$/, "") + filled + (search.size > 0 ? "?" + search.toString() : "");
}

function bodyOf(type: string, body: unknown): NonNullable<RequestInit["body"]> {
  if (body instanceof Uint8Array || body instanceof Blob) return body as NonNullable<RequestInit["body"]>;
  if (type === "application/json") return JSON.stringify(body);
  return typeof body === "string" ? body : new URLSearchParams(body as Record<string, string>).toString();
}

/** Waits as long as the house says, or longer each time, and asks again; the last answer counts, whatever it is. */
async function withPatience(send: () => Promise<Response>, tries: number, signal: AbortSignal | undefined): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const isLast = attempt >= tries;
    const response = await send().catch((error: unknown) => {
      if (isLast || signal?.aborted) throw error;
    });
    if (response && (isLast || !isPassing(response))) return response;
    await response?.body?.cancel();
    await wait(secondsOf(response) ?? 2 ** (attempt - 1), signal);
  }
}

/** Too much at once, not there just now, or the same request is being done at this moment. */
const isPassing = ({ status, headers }: Response) => status === 429 || status === 503 || (status === 409 && headers.has("retry-after"));

function secondsOf(response: Response | void): number | undefined {
  const seconds = Number(response?.headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : undefined;
}

function wait(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, seconds * 1000);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  try {
    const problem = JSON.parse(text) as Problem;
    if (typeof problem.code === "string") return problem;
  } catch {
    // Something between here and the house answered in its place.
  }
  return {
    type: "about:blank",
    title: "The answer " + response.status + " did not come from Masthead: " + text.slice(0, 200),
    status: response.status,
    code: "not_masthead",
    requestId: response.headers.get("x-request-id") ?? "",
  };
}
`;
