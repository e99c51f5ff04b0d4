/** What a worker of the browser does (members/work.ts): looks for a number with which the challenge's SHA-256 begins with so many zero bits. */
const worker = `
const zerosAtFront = (digest) => {
  const at = digest.findIndex((byte) => byte !== 0);
  return at < 0 ? digest.length * 8 : at * 8 + Math.clz32(digest[at]) - 24;
};
onmessage = ({ data }) => look(data).catch(() => postMessage({ isBroken: true }));
const look = async ({ challenge, bits }) => {
  const encoder = new TextEncoder();
  const atOnce = 512;
  for (let from = 0; ; from += atOnce) {
    const digests = await Promise.all(
      Array.from({ length: atOnce }, (_, at) => crypto.subtle.digest("SHA-256", encoder.encode(challenge + ":" + (from + at)))),
    );
    const found = digests.findIndex((digest) => zerosAtFront(new Uint8Array(digest)) >= bits);
    if (found >= 0) return postMessage({ answer: String(from + found) });
    postMessage({ tries: from + atOnce });
  }
};
`;

export const GET = () =>
  new Response(worker, {
    headers: { "content-type": "text/javascript; charset=utf-8", "cache-control": "public, max-age=3600" },
  });
