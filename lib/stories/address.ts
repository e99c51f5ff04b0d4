import { isUrl } from "../is-url.ts";

const LONGEST_ADDRESS = 2048;
const MOST_FOLDS = 10;

/**
 * The one address under which a story is known, whatever was shared, mailed or served to a phone: https, the plain
 * host, no tracking parameters, no AMP form, the remaining parameters sorted. It is a key, not always a working link.
 *
 * `canonicalAddress(canonicalAddress(x)) === canonicalAddress(x)` for every address it takes.
 * Throws a `TypeError` with a sentence for the person who gave the address.
 */
export function canonicalAddress(address: string): string {
  let current = fold(parseAddress(address));
  // Folding can uncover another wrapping (an AMP cache around an AMP page), so it goes on until nothing changes.
  for (let round = 0; round < MOST_FOLDS; round++) {
    const next = fold(new URL(current));
    if (next === current) return current;
    current = next;
  }
  throw new TypeError("This address is wrapped too many times. Use the address that the story itself is shown under.");
}

function parseAddress(address: string): URL {
  const trimmed = address.trim();
  if (trimmed.length > LONGEST_ADDRESS)
    throw new TypeError(
      `This address is longer than ${LONGEST_ADDRESS} characters. Use the story's own, shorter address.`,
    );
  if (!isUrl(trimmed))
    throw new TypeError("This is no web address. Give the whole address of the story, beginning with https://.");

  const url = new URL(trimmed);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw new TypeError(
      `An address that begins with ${url.protocol} is no web page. Give one that begins with https://.`,
    );
  return url;
}

function fold(url: URL): string {
  const original = insideAmpCache(url);
  if (original) return fold(original);

  const path = foldPath(url.pathname);
  const query = foldQuery(url.search, path === "/");
  return `https://${foldHost(url.hostname)}${foldPort(url.port)}${path}${query}`;
}

/** Google, Bing and the AMP project serve copies under their own hosts, with the publisher's address in the path. */
function insideAmpCache(url: URL): URL | undefined {
  const copy = ampCopy(url);
  if (!copy?.includes(".")) return;
  const original = `https://${copy}${url.search}`;
  return isUrl(original) ? new URL(original) : undefined;
}

function ampCopy(url: URL): string | undefined {
  const host = foldHost(url.hostname);
  const path = normaliseEscapes(url.pathname, IN_PATH).replace(/\/{2,}/g, "/");
  if (/^google(\.[a-z]{2,3}){1,2}$/.test(host) || host === "bing.com")
    return path.match(/^\/amp\/(?:s\/)?([^/]+\..*)$/)?.[1];
  if (/(^|\.)cdn\.ampproject\.org$/.test(host)) return path.match(/^\/[a-z]+\/(?:s\/)?([^/]+\..*)$/)?.[1];
}

/** `m.example.org` is the phone's `example.org`, but `m.com` is a host of its own. */
function foldHost(host: string): string {
  let plain = host.replace(/\.+$/, "");
  for (;;) {
    const shorter = plain.replace(/^(?:www|m|mobile|amp)\.(?=[^.]+\.)/, "");
    if (shorter === plain) return plain;
    plain = shorter;
  }
}

function foldPort(port: string): string {
  return port === "" || port === "80" || port === "443" ? "" : `:${port}`;
}

function foldPath(pathname: string): string {
  let path = normaliseEscapes(pathname, IN_PATH)
    .replace(/;(?:jsessionid|phpsessid)=[^/]*/gi, "")
    .replace(/\/{2,}/g, "/");
  for (;;) {
    const plain = withoutAmpForm(path.length > 1 ? path.replace(/\/$/, "") : path);
    if (plain === path) return path;
    path = plain;
  }
}

/** `/amp` counts only behind a story: a section called `/amp` keeps its own address. */
function withoutAmpForm(path: string): string {
  return path
    .replace(/(?<=[^/])\/amp$/i, "")
    .replace(/(?<=[^/])\.amp(?=\.html?$)/i, "")
    .replace(/(?<=[^/])\.amp$/i, "");
}

/** Parameters that stay are the story (`?p=12`). They are sorted by name, and repeated ones keep their order. */
function foldQuery(search: string, isFrontPage: boolean): string {
  const kept = search
    .slice(1)
    .split("&")
    .map(readParameter)
    .filter((parameter) => parameter.name !== "" && !isTracking(parameter, isFrontPage))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ name, value }) => (value === "" ? name : `${name}=${value}`));
  return kept.length === 0 ? "" : `?${kept.join("&")}`;
}

type Parameter = { name: string; value: string };

/** Form encoding: `+` is a space, and a character in a name or value is the same character when it is escaped. */
function readParameter(raw: string): Parameter {
  const [name = "", ...values] = raw.replaceAll("+", "%20").split("=");
  return { name: normaliseEscapes(name, UNRESERVED), value: normaliseEscapes(values.join("="), UNRESERVED) };
}

function isTracking({ name, value }: Parameter, isFrontPage: boolean): boolean {
  const key = name.toLowerCase();
  if (TRACKING.has(key) || TRACKING_FAMILY.test(key)) return true;
  if (key === "outputtype" || key === "output") return value.toLowerCase() === "amp";
  // `ref=newsletter` says where a reader came from; `ref=A2041`, or a `ref` on the front page, may be the story.
  if (key === "ref" || key === "share") return !isFrontPage && /^[a-z._-]{0,40}$/i.test(value);
  return false;
}

const TRACKING_FAMILY = /^(?:utm_|at_|ns_|pk_|mtm_|piwik_|matomo_|hsa_|wt_mc|wt\.mc|fb_(?:action|source|ref)|guce_)/;

const TRACKING = new Set(
  // Advertising clicks, mailing systems, analytics, share buttons and gift links, and what AMP caches add, in this order.
  `fbclid gclid gclsrc gbraid wbraid dclid msclkid yclid twclid ttclid li_fat_id rdt_cid epik srsltid s_kwcid ef_id
  mc_cid mc_eid mkt_tok _hsenc _hsmi vero_id vero_conv oly_anon_id oly_enc_id ck_subscriber_id
  cmp cmpid icid ocid ncid smid smtyp xtor spm _ga _gl __source __twitter_impression ftag ito wpisrc guccounter _branch_match_id
  igshid igsh ref_src ref_url reflink sharetoken share_token shareid sharetype sharedlink sr_share unlocked_article_code
  gift_token gifttoken phpsessid jsessionid
  amp _amp amp_js_v amp_gsa amp_kit amp_r usqp`.split(/\s+/),
);

const IN_PATH = /^[A-Za-z0-9\-._~!$&'()*+,;=:@/]$/;
const UNRESERVED = /^[A-Za-z0-9\-._~]$/;

/** `%7e` and `~` are the same, `%2f` and `/` are not: unreserved characters are decoded, all others escaped alike (`URL` leaves only ASCII). */
function normaliseEscapes(text: string, allowed: RegExp): string {
  return text.replace(/%[0-9a-f]{2}|[\s\S]/gi, (piece) => {
    if (piece.length === 3 && piece.startsWith("%")) {
      const character = String.fromCharCode(Number.parseInt(piece.slice(1), 16));
      return UNRESERVED.test(character) ? character : piece.toUpperCase();
    }
    return allowed.test(piece) ? piece : `%${piece.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  });
}
