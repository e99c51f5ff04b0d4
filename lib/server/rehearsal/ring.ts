import { createHmac } from "node:crypto";
import type { Thing } from "./books.ts";

export type Doorbell = { url: string; secret: string };

/** Rings a webhook for each event: signed as Stripe does, tried again when it is not answered well. */
export class Ring {
  /** Events that are not rung for, as on a bad day. */
  isLost: (event: Thing) => boolean = () => false;
  /** Events wait for `release`, which may bring them in any order. */
  isHolding = false;
  readonly held: Thing[] = [];
  #isStopped = false;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #calls = new Set<Promise<void>>();

  constructor(
    readonly doorbell: Doorbell | undefined,
    readonly now: () => Date,
    readonly retryAfterMs: readonly number[] = [1_000, 5_000, 30_000, 300_000],
  ) {}

  tell(event: Thing): void {
    if (!this.doorbell || this.isLost(event)) return;
    if (this.isHolding) this.held.push(event);
    else this.#call(event, 0);
  }

  /** Rings for what waits, one after the other, and comes back when each was answered. */
  async release(order: (events: Thing[]) => Thing[] = (events) => events): Promise<void> {
    for (const event of order(this.held.splice(0))) await this.ring(event);
  }

  /** @returns the status of the answer; 0 when there was none */
  async ring(event: Thing): Promise<number> {
    if (!this.doorbell) return 0;
    const payload = JSON.stringify(event, null, 2);
    const at = Math.floor(this.now().getTime() / 1000);
    const mark = createHmac("sha256", this.doorbell.secret).update(`${at}.${payload}`).digest("hex");
    const headers = { "content-type": "application/json; charset=utf-8", "stripe-signature": `t=${at},v1=${mark}` };
    try {
      const answer = await fetch(this.doorbell.url, {
        method: "POST",
        headers,
        body: payload,
        signal: AbortSignal.timeout(10_000),
      });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      return 0;
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    await Promise.all(this.#calls);
  }

  #call(event: Thing, tries: number) {
    const call = this.ring(event).then((status) => {
      this.#calls.delete(call);
      const wait = this.retryAfterMs[tries];
      if (this.#isStopped || (status >= 200 && status < 300) || wait === undefined) return;
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        this.#call(event, tries + 1);
      }, wait);
      timer.unref();
      this.#timers.add(timer);
    });
    this.#calls.add(call);
  }
}
