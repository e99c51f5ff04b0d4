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
/** What could not be found out may be found out soon. */
const keptUnknownMs = 60_000;
const mostKept = 1_000;
const longestMs = 1_500;
type Found = { isOne: boolean; isKnown: boolean };
const kept = new Map<string, { at: number; found: Promise<Found> }>();

/**
 * Whether a search engine asks. Anybody can say so; a machine of theirs has a name in their domain that leads back to it, which nobody else can arrange. Where that cannot be
 * found out in a moment it is none, until it can.
 */
export async function isSearchEngine(agent: string, peer: string, now: Date, names: Names = system): Promise<boolean> {
  const engine = engines.find(({ says }) => says.test(agent));
  if (!engine) return false;
  // One machine may say that it is this engine or that; each is to be proven.
  const key = `${engine.domains[0]} ${peer}`;
  const before = kept.get(key);
  const known = before && (await before.found);
  if (before && known && now.getTime() - before.at < (known.isKnown ? keptMs : keptUnknownMs)) return known.isOne;
  if (kept.size >= mostKept) kept.clear();
  const found = Promise.race([isNamed(peer, engine.domains, names), tooLong()]).catch(asFound);
  kept.set(key, { at: now.getTime(), found });
  return (await found).isOne;
}

async function isNamed(peer: string, domains: string[], names: Names): Promise<Found> {
  for (const name of await names.reverse(peer)) {
    const isTheirs = domains.some((domain) => name.toLowerCase().endsWith(domain));
    if (isTheirs && (await names.lookup(name)).includes(peer)) return { isOne: true, isKnown: true };
  }
  return { isOne: false, isKnown: true };
}

const tooLong = () =>
  new Promise<Found>((resolve) => {
    setTimeout(() => resolve({ isOne: false, isKnown: false }), longestMs).unref();
  });

/** A machine that has no name is none for sure; a server of names that fails says nothing about it. */
const asFound = (problem: unknown): Found => ({
  isOne: false,
  isKnown: ["ENOTFOUND", "ENODATA"].includes((problem as { code?: string }).code ?? ""),
});
