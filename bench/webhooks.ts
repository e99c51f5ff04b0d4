import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import path from "node:path";
import { begin } from "../lib/server/rehearsal/billing.ts";
import { Books, type Thing } from "../lib/server/rehearsal/books.ts";
import { atLeast, atMost, type Claim, median, round } from "./claims.ts";
import type { Order, Post, Yield } from "./load.ts";
import { type BenchHouse, openGround, openHouse } from "./mailings.ts";

const root = path.resolve(import.meta.dirname, "..");
const secret = "whsec_of_the_bench";
const rounds = 15;
const roundMs = 500;
const warmUps = 5;
const customers = 300;
/** Of one round, more than any side can take in it. */
const perRound = 5_000;
/** Each so many-th event is rung twice, as Stripe does when an answer was slow: at once, and in turn a while later. */
const again = 10;
const aWhile = 64;

/** What taking in Stripe's events costs over HTTP, each kept once with its look, beside bare Node and pg that check the same signature and insert the same row once. */
export async function benchWebhooks(say: (line: string) => void): Promise<Claim[]> {
  const ground = await openGround();
  const settings = ground.settings(1, 1, {
    PORT: "0",
    HOST: "127.0.0.1",
    LOG_LEVEL: "warn",
    STRIPE_SECRET_KEY: "sk_test_bench",
    STRIPE_WEBHOOK_SECRET: secret,
  });
  const house = openHouse(settings);
  try {
    await house.pool.query("create table bare_events (like stripe_events including all)");
    const { port } = await ground.spawnOne(["lib/cli/main.ts", "web"], settings);
    const bare = await ground.spawnOne(["bench/bare-webhooks.ts"], {
      BARE_DATABASE_URL: settings.DATABASE_URL ?? "",
      BARE_SECRET: secret,
    });
    const load = spawn(process.execPath, ["--import", "tsx", "bench/load.ts"], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    ground.keep(load);

    const ringing = ringer();
    const ours = side(load, { port, path: "/api/webhooks/stripe" }, ringing);
    const theirs = side(load, { port: bare.port, path: "/" }, ringing);
    for (const one of [ours, theirs]) for (let at = 0; at < warmUps; at += 1) await one.turn();
    const done: { ours: Turn; theirs: Turn }[] = [];
    for (let at = 0; at < rounds; at += 1) done.push({ ours: await ours.turn(), theirs: await theirs.turn() });
    await assertKept(house, "stripe_events", ours.rung);
    await assertKept(house, "bare_events", theirs.rung);
    await assertLooks(house, ours.about);

    const of = (who: "ours" | "theirs", what: keyof Turn) => median(done.map((turn) => turn[who][what]));
    for (const who of ["ours", "theirs"] as const)
      say(
        `${who === "ours" ? "events" : "bare"}: ${Math.round(of(who, "events"))} a second, p50 ${round(of(who, "p50"))} ms, p99 ${round(of(who, "p99"))} ms`,
      );
    const ratios = done.map((turn) => turn.ours.events / turn.theirs.events);
    say(`  ratio in each round: ${ratios.map(round).join(" ")}`);
    say(`  ${ours.rung.size} events are kept once, for ${ours.about.size} customers, and each has its look`);
    return [
      atLeast("events taken in over HTTP and kept once", of("ours", "events"), 1_500, "a second"),
      atMost("the answer to a bell, 99 of 100", of("ours", "p99"), 50, "ms"),
      atLeast("events, beside bare http and pg", median(ratios), 0.5),
    ];
  } finally {
    await house.close();
    await ground.close();
  }
}

/** Of one round: how many different events a second, and how long an answer took. */
type Turn = { events: number; p50: number; p99: number };
type Rung = { id: string; customer: string; post: Post };

/** One of the two that are measured, and what it was rung for. */
function side(load: ChildProcess, to: { port: number; path: string }, ringing: (count: number) => Rung[]) {
  const rung = new Set<string>();
  const about = new Set<string>();
  const turn = async (): Promise<Turn> => {
    const rings = ringing(perRound);
    // It begins at the end.
    const posts = rings.map(({ post }) => post).reverse();
    const { answers, ms, waits } = await loadOn(load, { ...to, ms: roundMs, posts });
    if (answers === rings.length) throw new Error("Everything was rung before the round was over.");
    const before = rung.size;
    for (const { id, customer } of rings.slice(0, answers)) {
      rung.add(id);
      about.add(`look:customer:${customer}`);
    }
    const sorted = waits.sort((a, b) => a - b);
    const share = (part: number) => sorted[Math.ceil(sorted.length * part) - 1] ?? Number.NaN;
    return { events: ((rung.size - before) * 1000) / ms, p50: share(0.5), p99: share(0.99) };
  };
  return { rung, about, turn };
}

async function loadOn(load: ChildProcess, order: Order): Promise<Yield> {
  load.send(order);
  const [given] = (await once(load, "message")) as [Yield];
  if (given.problem !== null) throw new Error(`${order.path}: ${given.problem}`);
  return given;
}

/** Makes rings for events that were never rung for, signed now. */
function ringer() {
  const shapes = eventsOfABuyer().map((event) => JSON.stringify(event, null, 2));
  let nth = 0;
  return (count: number): Rung[] => {
    const at = Math.floor(Date.now() / 1000);
    const make = (): Rung => {
      nth += 1;
      const id = `evt_bench${String(nth).padStart(19, "0")}`;
      // Neighbours are of other customers, as with a shop that renews many at once.
      const customer = `cus_bench${String((nth * 7) % customers).padStart(9, "0")}`;
      const body = (shapes[nth % shapes.length] ?? "")
        .replace("evt_of_nobody", id)
        .replaceAll("cus_of_nobody", customer);
      const mark = createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
      return { id, customer, post: { cookie: "", body, headers: `stripe-signature: t=${at},v1=${mark}\r\n` } };
    };
    const rings = Array.from({ length: count }, make);
    return rings.flatMap((ring, at) => {
      const earlier = rings[at - aWhile];
      const isAgain = (place: number, left: number) => place % (2 * again) === left;
      return [ring, ...(isAgain(at, 0) ? [ring] : []), ...(earlier && isAgain(at - aWhile, again) ? [earlier] : [])];
    });
  };
}

/** What Stripe rings for when somebody subscribes: subscription, invoice and payment, some kilobytes each. */
function eventsOfABuyer(): Thing[] {
  const books = new Books(() => new Date());
  const events: Thing[] = [];
  books.onEvent = (event) => events.push({ ...event, id: "evt_of_nobody" });
  const product = books.make("products", { name: "Digital", active: true });
  const recurring = { interval: "month", interval_count: 1, usage_type: "licensed" };
  const price = books.make("prices", {
    product: product.id,
    currency: "eur",
    unit_amount: 900,
    active: true,
    recurring,
  });
  const customer = books.make("customers", { email: "reader@reader.test", balance: 0 }, "cus_of_nobody");
  books.cards.set(customer.id, "pays");
  begin(books, { customer: customer.id, items: [{ price: price.id, quantity: 1 }] });
  return events;
}

/** Every event that was rung for is kept, once, and no other, or it was quick for nothing. */
async function assertKept(house: BenchHouse, table: string, rung: Set<string>) {
  const { rows } = await house.pool.query<{ kept: number; rung: number }>(
    `select count(*)::int as kept, count(*) filter (where id = any($1))::int as rung from ${table}`,
    [[...rung]],
  );
  if (rows[0]?.kept !== rung.size || rows[0].rung !== rung.size)
    throw new Error(
      `${table}: ${rows[0]?.kept} rows, ${rows[0]?.rung} of them of the ${rung.size} events that were rung for.`,
    );
}

async function assertLooks(house: BenchHouse, about: Set<string>) {
  const { rows } = await house.pool.query<{ key: string }>(
    `select key from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
     where t.identifier = 'plans.converge-customer'`,
  );
  const missing = [...about].filter((key) => !rows.some((row) => row.key === key));
  if (rows.length !== about.size || missing.length > 0)
    throw new Error(`${rows.length} looks wait for ${about.size} customers; ${missing.length} are missing.`);
}
