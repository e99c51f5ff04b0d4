import type { Pool } from "pg";
import type { Ctx, House } from "../context.ts";
import { Refusal } from "../errors.ts";
import { closeTalks, type Talk, type Talks, talksOf } from "./talks.ts";

/** A household or an office, and one process. Whoever finds no place asks for the latest comments now and then instead. */
const mostANetwork = 100;
const mostAtAll = 5_000;
/** Proxies end connections on which nothing is said for a minute. */
const beatMs = 20_000;
/** Changes whose call was lost are found by this. */
const lookMs = 1_000;

type Follower = { controller: ReadableStreamDefaultController<Uint8Array>; network: string };
type Room = { followers: Set<Follower>; told: number };
type Reader = Pick<House, "sql" | "pool" | "env" | "log">;
type Where = Pick<Talk, "version" | "count">;

const place = globalThis as unknown as { mastheadLive?: WeakMap<Pool, Live> };
place.mastheadLive ??= new WeakMap();
const all = place.mastheadLive;

/** A stream of events for one page: where the talk stands now, and each time that it moves. @throws Refusal */
export async function openLive(ctx: Ctx, storyId: string, network: string): Promise<Response> {
  const live = all.get(ctx.pool) ?? new Live(ctx);
  all.set(ctx.pool, live);
  return live.open(ctx, storyId, network);
}

/** Ends every stream of this process, so that it can stop; pages take up again with another one. */
export async function endLive(house: Pick<House, "pool">) {
  all.get(house.pool)?.end();
  await closeTalks(house);
}

/**
 * The open pages of this process. One event is made for all that show a story, and it holds two numbers: what somebody may
 * see is decided when they fetch it.
 */
class Live {
  private readonly rooms = new Map<string, Room>();
  private readonly byNetwork = new Map<string, number>();
  private readonly talks: Talks;
  private readonly stops: (() => void)[] = [];
  private count = 0;
  private isEnding = false;

  constructor(private readonly house: Reader) {
    this.talks = talksOf(house);
    this.stops.push(this.talks.watch((storyId) => void this.tell(storyId)));
    const look = setInterval(() => void this.look(), lookMs);
    const beat = setInterval(() => this.beat(), beatMs);
    for (const timer of [look, beat]) {
      timer.unref();
      this.stops.push(() => clearInterval(timer));
    }
  }

  async open(ctx: Reader, storyId: string, network: string): Promise<Response> {
    const talk = await this.talks.at(ctx, storyId);
    if (this.isEnding || this.count >= mostAtAll)
      throw new Refusal(
        "unavailable",
        "New comments cannot be followed here just now. Load the page again to see them.",
      );
    if ((this.byNetwork.get(network) ?? 0) >= mostANetwork)
      throw new Refusal("rate_limited", "Too many pages of your network follow comments already.", {
        retryAfterSeconds: 60,
      });
    let follower: Follower | undefined;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        follower = { controller, network };
        this.add(storyId, follower, talk.version);
        // Not all at once, when a server with many pages is started again.
        const retryMs = 1_000 + Math.floor(Math.random() * 4_000);
        controller.enqueue(bytesOf(`retry: ${retryMs}\n${eventOf(talk)}`));
      },
      cancel: () => {
        if (follower) this.remove(storyId, follower);
      },
    });
    return new Response(body, {
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        // nginx would else keep events back until there are many.
        "x-accel-buffering": "no",
        connection: "close",
      },
    });
  }

  end() {
    this.isEnding = true;
    for (const stop of this.stops) stop();
    for (const [storyId, { followers }] of this.rooms)
      for (const follower of [...followers]) {
        this.remove(storyId, follower);
        follower.controller.close();
      }
  }

  /** Tells the pages of a story where its talk stands, when that is news to them. */
  private async tell(storyId: string) {
    const room = this.rooms.get(storyId);
    if (!room) return;
    try {
      this.say(storyId, room, await this.talks.at(this.house, storyId));
    } catch (err) {
      // Found again at the next look.
      this.house.log.debug({ err }, "a talk could not be looked at");
    }
  }

  private async look() {
    if (this.rooms.size === 0) return;
    try {
      const rows = await this.house.sql<Where & { storyId: string }>`
        select story_id as "storyId", version, shown as count from talks where story_id = any(${[...this.rooms.keys()]}::uuid[])`;
      for (const { storyId, ...talk } of rows) {
        const room = this.rooms.get(storyId);
        if (room) this.say(storyId, room, talk);
      }
    } catch (err) {
      this.house.log.debug({ err }, "the talks could not be looked at");
    }
  }

  private say(storyId: string, room: Room, talk: Where) {
    if (talk.version <= room.told) return;
    room.told = talk.version;
    this.send(storyId, room, bytesOf(eventOf(talk)));
  }

  private beat() {
    const bytes = bytesOf(":\n\n");
    for (const [storyId, room] of this.rooms) this.send(storyId, room, bytes);
  }

  private send(storyId: string, room: Room, bytes: Uint8Array) {
    for (const follower of [...room.followers]) {
      // Who does not take what was said before is gone, or as good as gone.
      if ((follower.controller.desiredSize ?? 0) < -16) {
        this.remove(storyId, follower);
        follower.controller.close();
      } else follower.controller.enqueue(bytes);
    }
  }

  private add(storyId: string, follower: Follower, version: number) {
    const room = this.rooms.get(storyId) ?? { followers: new Set(), told: version };
    this.rooms.set(storyId, room);
    room.followers.add(follower);
    this.count += 1;
    this.byNetwork.set(follower.network, (this.byNetwork.get(follower.network) ?? 0) + 1);
  }

  private remove(storyId: string, follower: Follower) {
    const room = this.rooms.get(storyId);
    if (!room?.followers.delete(follower)) return;
    if (room.followers.size === 0) this.rooms.delete(storyId);
    this.count -= 1;
    const others = (this.byNetwork.get(follower.network) ?? 1) - 1;
    if (others === 0) this.byNetwork.delete(follower.network);
    else this.byNetwork.set(follower.network, others);
  }
}

const encoder = new TextEncoder();
const bytesOf = (text: string) => encoder.encode(text);
const eventOf = ({ version, count }: Where) => `data: ${JSON.stringify({ version, count })}\n\n`;
