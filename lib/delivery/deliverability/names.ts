import { Resolver } from "node:dns/promises";
import ipaddr from "ipaddr.js";

/** What is asked of DNS. Tests answer in its place. */
export type Names = {
  texts(name: string): Promise<string[][]>;
  exchanges(name: string): Promise<{ exchange: string; priority: number }[]>;
  v4(name: string): Promise<string[]>;
  v6(name: string): Promise<string[]>;
  reverse(address: string): Promise<string[]>;
};

const patienceMs = 4_000;

/** The name servers of this machine, or those that are given as `address:port`. */
export function systemNames(servers?: string[]): Names {
  const resolver = new Resolver({ timeout: 1_500, tries: 2 });
  if (servers) resolver.setServers(servers);
  return {
    texts: (name) => resolver.resolveTxt(name),
    exchanges: (name) => resolver.resolveMx(name),
    v4: (name) => resolver.resolve4(name),
    v6: (name) => resolver.resolve6(name),
    // `reverse` of the resolver says that there is no name when a server has failed.
    reverse: (address) => resolver.resolvePtr(`${reversed(address)}.${address.includes(":") ? "ip6" : "in-addr"}.arpa`),
  };
}

/** An address as names in DNS hold it, its end first. */
export const reversed = (address: string) =>
  address.includes(":")
    ? [...ipaddr.parse(address).toByteArray()]
        .map((byte) => byte.toString(16).padStart(2, "0"))
        .join("")
        .split("")
        .reverse()
        .join(".")
    : address.split(".").reverse().join(".");

/** Undefined when nobody answered in time; a name that does not exist has nothing. */
export async function answerOf<One>(asked: Promise<One[]>): Promise<One[] | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((done) => {
    timer = setTimeout(() => done(undefined), patienceMs);
  });
  try {
    return await Promise.race([asked, late]);
  } catch (problem) {
    const { code } = problem as NodeJS.ErrnoException;
    return code === "ENOTFOUND" || code === "ENODATA" ? [] : undefined;
  } finally {
    clearTimeout(timer);
  }
}

/** The texts at a name, each in one piece. */
export async function textsAt(name: string, texts: Names["texts"]): Promise<string[] | undefined> {
  return (await answerOf(texts(name)))?.map((parts) => parts.join(""));
}

/** The addresses of a name, of both kinds. */
export async function addressesOf(name: string, names: Names): Promise<string[] | undefined> {
  const [v4, v6] = await Promise.all([answerOf(names.v4(name)), answerOf(names.v6(name))]);
  return v4 || v6 ? [...(v4 ?? []), ...(v6 ?? [])] : undefined;
}
