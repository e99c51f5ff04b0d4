import dns from "node:dns/promises";

/** Who says that it is one, and the domains in which its machines are named. Others name theirs in no way that can be checked. */
const engines: { says: RegExp; domains: string[] }[] = [
  { says: /googlebot|google-inspectiontool/i, domains: [".googlebot.com", ".google.com"] },
  { says: /bingbot/i, domains: [".search.msn.com"] },
  { says: /applebot/i, domains: [".applebot.apple.com"] },
  { says: /yandex(bot|mobilebot)/i, domains: [".yandex.ru", ".yandex.net", ".yandex.com"] },
];

type Names = { reverse(address: string): Promise<string[]>; lookup(name: string): Promise<string[]> };
const system: Names = {
  reverse: (address) => dns.reverse(address),
  lookup: async (name) => (await dns.lookup(name, { all: true })).map(({ address }) => address),
};

const keptMs = 3_600_000;
const mostKept = 1_000;
const longestMs = 1_500;
const kept = new Map<string, { at: number; isOne: Promise<boolean> }>();

/**
 * Whether a search engine asks. Anybody can say so; a machine of theirs has a name in their domain that leads back to it, which nobody else can arrange. Where that cannot be
 * found out in a moment it is none.
 */
export function isSearchEngine(agent: string, peer: string, now: Date, names: Names = system): Promise<boolean> {
  const engine = engines.find(({ says }) => says.test(agent));
  if (!engine) return Promise.resolve(false);
  const known = kept.get(peer);
  if (known && now.getTime() - known.at < keptMs) return known.isOne;
  if (kept.size >= mostKept) kept.clear();
  const isOne = Promise.race([isNamed(peer, engine.domains, names), tooLong()]).catch(() => false);
  kept.set(peer, { at: now.getTime(), isOne });
  return isOne;
}

async function isNamed(peer: string, domains: string[], names: Names): Promise<boolean> {
  for (const name of await names.reverse(peer)) {
    const isTheirs = domains.some((domain) => name.toLowerCase().endsWith(domain));
    if (isTheirs && (await names.lookup(name)).includes(peer)) return true;
  }
  return false;
}

const tooLong = () =>
  new Promise<false>((resolve) => {
    setTimeout(() => resolve(false), longestMs).unref();
  });
