import { askForProof, isProofNeeded } from "../../../(reader)/parts/proof-asker.ts";

const tries = 3;

/**
 * Sends a file in pieces, each once more where the network fails it.
 * @param path where a piece goes, by its number
 * @returns what is wrong, in words, or undefined when all of it has arrived
 */
export async function sendFile(
  file: Blob,
  pieceBytes: number,
  path: (number: number) => string,
  onProgress: (sent: number) => void,
): Promise<string | undefined> {
  for (let at = 0, number = 0; at < file.size; at += pieceBytes, number += 1) {
    const problem = await sendPiece(file.slice(at, at + pieceBytes), path(number), tries);
    if (problem) return problem;
    onProgress(Math.min(file.size, at + pieceBytes));
  }
  return undefined;
}

async function sendPiece(piece: Blob, path: string, triesLeft: number): Promise<string | undefined> {
  let answer: Response;
  try {
    const headers = { "content-type": "application/octet-stream" };
    answer = await fetch(path, { method: "PUT", headers, body: piece });
  } catch {
    if (triesLeft > 1) return sendPiece(piece, path, triesLeft - 1);
    return "We could not reach the site, or the file changed meanwhile. Check your connection and send it again.";
  }
  if (answer.ok) return undefined;
  const problem: unknown = await answer.json().catch(() => undefined);
  if (isProofNeeded(problem) && (await askForProof(problem))) return sendPiece(piece, path, triesLeft);
  if (answer.status >= 500 && triesLeft > 1) return sendPiece(piece, path, triesLeft - 1);
  const title = (problem as { title?: unknown } | undefined)?.title;
  return typeof title === "string" ? title : "The file could not be sent. Try again.";
}
