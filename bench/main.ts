// npm run -s bench -- <name> [--json]
//
// Each bench sets up what it needs, measures Masthead beside its peer or its limit in one run, and says whether what we
// claim holds. With --json the last line is one JSON object. Exits 1 when a claim fails, 2 for a name that is none.
import { type Claim, table } from "./claims.ts";

const benches: Record<string, () => Promise<Claim[]>> = {
  http: async () => (await import("./http.ts")).benchHttp(say),
  audience: async () => (await import("./audience.ts")).benchAudience(say),
  "audience-count": async () => (await import("./audience-count.ts")).benchAudienceCount(say),
  civility: async () => (await import("./civility.ts")).benchCivility(say),
  languages: async () => (await import("./languages.ts")).benchLanguages(say),
  send: async () => (await import("./send.ts")).benchSend(say),
  bookmarks: async () => (await import("./bookmarks.ts")).benchBookmarks(say),
  embed: async () => (await import("./embed.ts")).benchEmbed(say),
  import: async () => (await import("./import.ts")).benchImport(say),
  slow: async () => (await import("./slow.ts")).benchSlow(say),
  webhooks: async () => (await import("./webhooks.ts")).benchWebhooks(say),
  comments: async () => (await import("./comments.ts")).benchComments(say),
  soak: async () => (await import("./soak.ts")).benchSoak(say),
  posting: async () => (await import("./comments.ts")).benchPosting(say),
};

const words = process.argv.slice(2);
const isJson = words.includes("--json");
const [name = "", ...more] = words.filter((word) => word !== "--json");

process.exitCode = await main();

async function main(): Promise<number> {
  const bench = Object.hasOwn(benches, name) && more.length === 0 ? benches[name] : undefined;
  if (!bench) {
    console.error(`npm run -s bench -- <name> [--json]\nThe names are: ${Object.keys(benches).join(", ")}`);
    return 2;
  }
  const claims = await bench();
  console.log(table(claims));
  if (isJson)
    console.log(
      JSON.stringify({
        bench: name,
        claims: claims.map(({ name, value, bound, holds }) => ({ name, value, bound, holds })),
      }),
    );
  return claims.every(({ holds }) => holds) ? 0 : 1;
}

function say(line: string) {
  console.log(line);
}
