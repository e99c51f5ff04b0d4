import { askForProof, isProofNeeded } from "../../../(reader)/parts/proof-asker.ts";

/** What the API takes, in bytes (lib/newsletters/pictures/read-picture.ts). */
export const mostGiven = 8 * 1024 * 1024;

/** A request that takes longer is ended by the site (lib/server/slow-clients.ts). */
const mostMs = 28_000;

export type Kept = {
  address: string;
  width: number;
  height: number;
  bytes: number;
  inAll: { count: number; bytes: number };
};
type Answer = { kept: Kept } | { problem: string };

/** Gives a picture to the site, and says how much of it has left: only this old way of asking tells that. */
export async function sendPicture(file: File, onProgress: (share: number) => void): Promise<Answer> {
  if (file.size > mostGiven)
    return {
      problem: `This picture has ${megabytes(file.size)}, and 8 MB are taken at most. Save it smaller; a mail shows 1,200 pixels across.`,
    };
  const begun = performance.now();
  const { status, body } = await post(file, onProgress);
  const tookMs = performance.now() - begun;
  if (isProofNeeded(body) && (await askForProof(body))) return sendPicture(file, onProgress);
  if (status === 201) return { kept: body as Kept };
  const title = (body as { title?: unknown } | undefined)?.title;
  if (typeof title === "string") return { problem: title };
  // Not our own words, so it was said by something in front of us.
  if (status === 413)
    return { problem: "The server in front of the site takes no file as large. Save it smaller and give it again." };
  if (tookMs > mostMs)
    return { problem: "It took longer than half a minute to arrive. Save it smaller and give it again." };
  return {
    problem: "The picture could not be sent. Check your connection and give it again; your block is as it was.",
  };
}

const post = (file: File, onProgress: (share: number) => void) =>
  new Promise<{ status: number; body: unknown }>((done) => {
    const asking = new XMLHttpRequest();
    const end = () => done({ status: asking.status, body: read(asking.responseText) });
    asking.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0));
    asking.addEventListener("load", end);
    asking.addEventListener("error", end);
    asking.addEventListener("timeout", end);
    asking.open("POST", "/api/v1/desk/pictures");
    asking.timeout = 120_000;
    asking.setRequestHeader("content-type", "application/octet-stream");
    asking.send(file);
  });

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const megabytes = (bytes: number) =>
  bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1_000))} kB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
