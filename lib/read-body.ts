import type { Contract } from "./contract.ts";
import { Refusal } from "./errors.ts";
import { parseJson, storable } from "./json.ts";

/**
 * What a request brings, as its contract takes it: JSON, a form, bytes, or the text as it came. Its shape is not looked at here.
 * @throws Refusal unsupported_media_type, malformed, or too_large
 */
export async function readBody(request: Request, contract: Contract): Promise<{ isForm: boolean; body: unknown }> {
  if (contract.isRaw) return { isForm: false, body: await readText(request, contract.most ?? 65_536) };
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (contract.takes) {
    if (type !== contract.takes) throw new Refusal("unsupported_media_type", `Send the body as ${contract.takes}.`);
    return { isForm: false, body: await readBytes(request, contract.most ?? 65_536) };
  }
  const isForm = type === "application/x-www-form-urlencoded";
  // RFC 8058 lets mail programs post multipart too; what counts there is that they post.
  if (contract.isCrossSite && (type === undefined || type === "multipart/form-data")) {
    await readText(request, contract.most ?? 65_536);
    return { isForm: false, body: {} };
  }
  if (type !== "application/json" && !(isForm && (contract.form || contract.isCrossSite)))
    throw new Refusal("unsupported_media_type", "Send the body as application/json.");
  const text = await readText(request, contract.most ?? 65_536);
  if (isForm) {
    const fields = [...new URLSearchParams(text)];
    return { isForm, body: Object.fromEntries(fields.map(([name, value]) => [name, storable(value)])) };
  }
  try {
    return { isForm, body: parseJson(text) };
  } catch (cause) {
    throw new Refusal("malformed", "The body is not valid JSON.", {}, { cause });
  }
}

const readText = async (request: Request, most: number) => (await readBytes(request, most)).toString("utf8");

/** Whoever hangs up in the middle has sent nothing, and nothing of ours has failed. */
async function readBytes(request: Request, most: number): Promise<Buffer> {
  try {
    return await readWhole(request, most);
  } catch (problem) {
    if (problem instanceof Refusal) throw problem;
    throw new Refusal(
      "malformed",
      "The request broke off before its body was there. Send it again.",
      {},
      { cause: problem },
    );
  }
}

async function readWhole(request: Request, most: number): Promise<Buffer> {
  const tooLarge = () =>
    new Refusal(
      "too_large",
      `That is too long: at most ${Math.floor(most / 1024)} kB are taken here. Nothing was stored; shorten it and send it again.`,
    );
  const said = request.headers.get("content-length");
  if (Number(said ?? 0) > most) throw tooLarge();
  // No more comes over a socket than was said, so this need not be counted while it comes, which costs as much as all else here.
  if (said !== null) {
    const whole = Buffer.from(await request.arrayBuffer());
    if (whole.byteLength > most) throw tooLarge();
    return whole;
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body ?? []) {
    size += part.byteLength;
    if (size > most) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts);
}
