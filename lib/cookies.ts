/** The cookies of one request, and those that its answer sets. Ours are HttpOnly, SameSite=Lax and Secure on https. */
export type Cookies = {
  get(name: CookieName): string | undefined;
  set(name: CookieName, value: string, maxAgeSeconds: number): void;
  drop(name: CookieName): void;
};

/** `typed` brings the words of a refused form back into it. `meter` counts the stories that a reader without a plan has read this month; it is signed, and says nothing of who they are. */
export type CookieName = "session" | "browser" | "arrival" | "meter" | "typed";

export const sessionSeconds = 60 * 86_400;

/** next-auth reads the session cookie by these names as well. */
export const cookieName = (name: CookieName, isSecure: boolean) =>
  name === "session"
    ? `${isSecure ? "__Secure-" : ""}next-auth.session-token`
    : `${isSecure ? "__Host-" : ""}masthead.${name}`;

export const cookiesOf = (header: string | null, isSecure: boolean): Cookies & { lines: string[] } =>
  new Jar(header, isSecure);

/** One is made for every request, so it is a class: closures would be made anew each time. */
class Jar implements Cookies {
  readonly lines: string[] = [];

  constructor(
    private readonly header: string | null,
    private readonly isSecure: boolean,
  ) {}

  get(name: CookieName) {
    return readCookie(this.header, cookieName(name, this.isSecure));
  }

  set(name: CookieName, value: string, maxAgeSeconds: number) {
    this.lines.push(
      `${cookieName(name, this.isSecure)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${this.isSecure ? "; Secure" : ""}`,
    );
  }

  drop(name: CookieName) {
    this.set(name, "", 0);
  }
}

function readCookie(header: string | null, name: string): string | undefined {
  for (const pair of header?.split(";") ?? []) {
    const cut = pair.indexOf("=");
    if (cut > 0 && pair.slice(0, cut).trim() === name) return pair.slice(cut + 1).trim() || undefined;
  }
  return undefined;
}
