import type { Ctx } from "../context.ts";

/** A link of a mailing as it is counted. 0 is the mail's own picture, that is to say its opening. */
export type Place = {
  mailingId: string;
  link: number /** Which of several subjects it had; 0 where there is one. */;
  variant: number;
};

export const opening = 0;
/** The link that no person sees; whatever follows it follows everything. */
export const trap = 32_767;

type House = Pick<Ctx, "tokens" | "env">;

/**
 * Our address for a link of an issue. It holds where it leads, under our signature: so it needs no database to work, works for
 * as long as the secret stands, and leads nowhere that we did not write ourselves.
 */
export const linkAddress = (ctx: House, place: Place, to: string) =>
  at(ctx, `r/${tokenOf(ctx, place, new URL(to).href)}`);

/** The address of the picture that says that a mail was opened. */
export const pixelAddress = (ctx: House, mailingId: string, variant = 0) =>
  at(ctx, `o/${tokenOf(ctx, { mailingId, link: opening, variant }, "")}`);

const at = (ctx: House, path: string) => new URL(`/${path}`, ctx.env.http.appUrl).href;

function tokenOf(ctx: House, { mailingId, link, variant }: Place, to: string): string {
  const head = Buffer.alloc(19);
  head.write(mailingId.replaceAll("-", ""), "hex");
  head.writeUInt16BE(link, 16);
  head.writeUInt8(variant, 18);
  return ctx.tokens.sign("counted", Buffer.concat([head, Buffer.from(to, "utf8")]).toString("base64url"));
}

/** What an address of ours says; undefined when anybody else wrote it, or something cut it off. */
export function openAddress(ctx: House, token: string): (Place & { to: string }) | undefined {
  const said = ctx.tokens.open("counted", token);
  if (!said) return undefined;
  const bytes = Buffer.from(said, "base64url");
  if (bytes.length < 19) return undefined;
  const hex = bytes.toString("hex", 0, 16);
  const mailingId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return { mailingId, link: bytes.readUInt16BE(16), variant: bytes.readUInt8(18), to: bytes.toString("utf8", 19) };
}
