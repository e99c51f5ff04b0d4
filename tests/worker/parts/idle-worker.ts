// Does once whatever the clock asks for, as a worker does, and says how much of what writes mails it has loaded for that.
import { createRequire } from "node:module";
import { actingAs } from "@/lib/context.ts";
import { readEnv } from "@/lib/env.ts";
import { build } from "@/lib/wiring.ts";
import { schedule } from "@/lib/worker/registry.ts";

const house = build(readEnv());
const system = { kind: "system" } as const;
for (const { job } of schedule)
  await job.run(actingAs(house, system, "idle"), {} as never, new AbortController().signal);
await house.close();
const files = Object.keys(createRequire(import.meta.url).cache);
process.send?.({
  loaded: files.length,
  ofWriting: files.filter((file) => /node_modules\/(?:react|prismjs)/.test(file)),
});
