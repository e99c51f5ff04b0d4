import { type Asked, ask } from "./api-door.ts";

let networks = 0;

/** A network that no other reader of this test file comes from, so that limits do not mix. */
export const ownNetwork = () => {
  networks += 1;
  return `198.51.${Math.floor(networks / 250)}.${networks % 250}`;
};

/** A browser that keeps its cookies, on a network of its own. */
export function browser(from = ownNetwork()) {
  const jar = new Map<string, string>();
  const send = async (method: string, path: string, asked: Asked) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await ask(method, path, { cookie, from, ...asked });
    for (const line of response.headers.getSetCookie()) {
      const pair = line.split(";")[0] ?? "";
      const cut = pair.indexOf("=");
      if (cut < pair.length - 1) jar.set(pair.slice(0, cut), pair.slice(cut + 1));
      else jar.delete(pair.slice(0, cut));
    }
    return response;
  };
  return {
    jar,
    from,
    get session() {
      return jar.get("next-auth.session-token");
    },
    get cookie() {
      return [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    },
    ask: (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      send(method, path, { body, headers }),
    form: (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
      send("POST", path, { form, headers }),
    /** Who is signed in here, or undefined. */
    async me(): Promise<{ id: string; email: string; roles: string[] } | undefined> {
      const response = await send("GET", "/api/v1/me", {});
      return response.status === 200 ? await response.json() : undefined;
    },
  };
}

export type Browser = ReturnType<typeof browser>;
