import { accentInDark, look, sans, serif } from "./look.ts";

/** How all mails of a publication look, where it has chosen something else than we. */
export type MailLook = {
  /** As #rrggbb; dark enough for white paper. */
  accent: string;
  /** The same, lit for dark paper. */
  accentInDark: string;
  hasAccentButtons: boolean;
  /** The whole address of a picture that stands for the name; null for the name as text. */
  picture: string | null;
  place: "start" | "center";
  headlines: Face;
  text: Face;
};
type Face = "serif" | "sans";

/** So high a head picture is at most, whatever was given. */
const mostHigh = 48;

/**
 * A mail that was made, in the look of its publication. Mail programs read inline styles alone, so what they say is written into
 * each element once it is made, like any inliner does it: no mail has to hand the look on to its parts, and none can forget to.
 * What somebody wrote cannot be taken for a style, for its quotation marks are escaped by then.
 */
export function dressed(html: string, wanted: MailLook | null): string {
  if (!wanted) return html;
  const end = html.indexOf("</p>", html.indexOf('class="masthead"'));
  const head = withStyles(html.slice(0, end), wanted, () => wanted.headlines);
  const rest = withStyles(html.slice(end), wanted, (tag) => (/^h\d$/.test(tag) ? wanted.headlines : wanted.text));
  return inDark(withName(head, wanted) + rest, wanted);
}

function withStyles(html: string, wanted: MailLook, faceOf: (tag: string) => Face): string {
  return html.replace(/<([a-z][a-z0-9]*)\b[^>]*>/g, (whole, tag: string) =>
    whole.replace(/ style="([^"]*)"/, (_, written: string) => {
      const style = written
        .replaceAll(look.link.color, wanted.accent)
        .replaceAll(asWritten(serif), asWritten(faceOf(tag) === "serif" ? serif : sans));
      const isButton = wanted.hasAccentButtons && whole.includes(' class="press"');
      return ` style="${isButton ? style.replace(background(look.button.backgroundColor), background(wanted.accent)) : style}"`;
    }),
  );
}

/** The name as text or as its picture, whose words it stays where no pictures are loaded; then in the letters of the name. */
function withName(head: string, { picture, place }: MailLook): string {
  const [, before, style, name] = /^([\s\S]*<p class="ink" style=")([^"]*)">([\s\S]*)$/.exec(head) ?? [];
  if (before === undefined || name === undefined) throw new Error("This mail has no head.");
  const placed = place === "center" ? `${style};text-align:center` : style;
  return `${before}${placed}">${picture ? pictured(picture, name) : name}`;
}

/** Outlook heeds the attribute alone, and everybody else the style, by which a wide picture keeps its shape on a phone. */
const pictured = (address: string, name: string) =>
  `<img alt="${name}" height="${mostHigh}" src="${escaped(address)}" style="display:inline-block;border:0;max-width:100%;max-height:${mostHigh}px;width:auto;height:auto"/>`;

/** A sheet of its own for quotations: a program that throws a sheet away for what it does not know keeps the other. */
function inDark(html: string, { accent, accentInDark: lit, hasAccentButtons }: MailLook): string {
  const button = hasAccentButtons
    ? `.press { background-color: ${lit} !important; color: #14130f !important; }`
    : undefined;
  const bars = `[style*="solid ${accent}"] { border-color: ${lit} !important; }`;
  return html
    .replace(`.link { color: ${accentInDark} !important; }`, `.link { color: ${lit} !important; }`)
    .replace(/\.press \{[^}]*\}/, (usual) => button ?? usual)
    .replace("</style>", () => `</style><style>\n@media (prefers-color-scheme: dark) {\n  ${bars}\n}</style>`);
}

const background = (color: string) => `background-color:${color}`;
const asWritten = (font: string) => font.replaceAll("'", "&#x27;");
const escaped = (address: string) => address.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
