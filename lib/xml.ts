const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text as it stands in HTML or XML, between tags or in an attribute. */
export const escaped = (text: string) => inXml(text).replace(/[&<>"']/g, (one) => entities[one] ?? one);

/** Text without the characters that XML 1.0 cannot hold at all: one of them makes a whole feed unreadable. */
export const inXml = (text: string) => [...text].filter(isInXml).join("");

function isInXml(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return (code < 0xd800 || code > 0xdfff) && code !== 0xfffe && code !== 0xffff;
}
