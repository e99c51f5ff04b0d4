/**
 * Whether an address can be read. Not by `URL.canParse`: once it has been asked some thousand times, Node 20 denies every address whose host
 * has a letter like ü, and goes on to.
 */
export function isUrl(text: string, base?: string): boolean {
  try {
    new URL(text, base);
    return true;
  } catch {
    return false;
  }
}
