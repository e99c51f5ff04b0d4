import http from "node:http";
import type { AddressInfo } from "node:net";
import { keyPair, signed } from "../fakes/publisher.ts";
import { newAddress } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { pathOf, stories } from "./reader.ts";
import { becomeStaff } from "./staff.ts";

/** A site whose own login signs readers in: one form, as docs/sso.md has it. */
async function openLogin(sso: string) {
  let fields: Record<string, string> = {};
  const server = http.createServer((request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    if (request.url !== "/login") return response.end("<!doctype html><title>The Courier</title><h1>The Courier</h1>");
    const inputs = Object.entries(fields).map(
      ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`,
    );
    return response.end(
      `<!doctype html><title>Login</title><link rel="icon" href="data:,"><form action="${sso}" method="post">${inputs.join("")}<button>Go on as a member</button></form>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sends: (form: Record<string, string>) => {
      fields = form;
    },
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}

test("an administrator describes the publisher's login; its form, from another site, signs a reader in, saves what they had begun, and a link asks first", {
  tag: "@once",
}, async ({ page, press, elsewhere, mayBeRefused, baseURL }) => {
  mayBeRefused(422, /sign-on/);
  const site = baseURL ?? "";
  const login = await openLogin(`${site}/sso`);
  try {
    const pair = await keyPair();
    await becomeStaff(page.context(), "admin");
    await page.goto("/desk/settings");
    await press(page.getByRole("link", { name: "Single sign-on" }));
    await page.getByLabel("What its button says").fill("Courier account");
    await page.getByLabel("Issuer").fill(login.origin);
    await page.getByLabel("Or the public keys themselves").fill('{"keys":[{"kty":"oct","k":"a shared secret"}]}');
    await press(page.getByRole("button", { name: "Let it sign readers in" }));
    await expect(page.getByRole("alert").filter({ hasText: "holds a secret key" })).toBeVisible();
    await expect(page.getByLabel("Issuer"), "what was typed stays").toHaveValue(login.origin);
    await page.getByLabel("Or the public keys themselves").fill(JSON.stringify({ keys: [pair.jwk] }));
    await press(page.getByRole("button", { name: "Let it sign readers in" }));
    await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
    await expectAccessible(page);
    await expectNoOverflow(page);

    const seconds = Math.floor(Date.now() / 1_000);
    const email = newAddress();
    const token = (jti: string) =>
      signed(pair, {
        ...{ iss: login.origin, aud: site, sub: email, jti, iat: seconds, exp: seconds + 200 },
        ...{ email, email_verified: true },
      });

    const reader = await elsewhere();
    const path = await pathOf(reader, stories.ferry);
    await reader.goto(path);
    await press(reader.getByRole("button", { name: "Bookmark", exact: true }));
    await expect(reader).toHaveURL(/\/signin\?begun=/);
    const begun = new URL(reader.url()).searchParams.get("begun") ?? "";
    login.sends({ token: await token(`${email} 1`), returnTo: path, begun });
    await reader.goto(`${login.origin}/login`);
    await press(reader.getByRole("button", { name: "Go on as a member" }));
    await expect(reader.getByText("You are signed in, and the story is on your reading list.")).toBeVisible();

    const other = await elsewhere();
    const link = `/sso?token=${await token(`${email} 2`)}`;
    for (let look = 0; look < 2; look += 1) {
      await other.goto(link);
      await expect(other.getByText(`As ${email}, with Courier account.`)).toBeVisible();
    }
    await expectAccessible(other);
    await expectNoOverflow(other);
    await press(other.getByRole("button", { name: "Sign in", exact: true }));
    await expect(other).toHaveURL(`${site}/`);
    await other.goto("/reading-list");
    await expect(other.getByRole("link", { name: stories.ferry })).toBeVisible();
    await other.goto(link);
    await press(other.getByRole("button", { name: "Sign in", exact: true }));
    await expect(other).toHaveURL(/\//);

    const keys = (await (await page.request.get("/.well-known/jwks.json")).json()) as { keys: object[] };
    expect(keys.keys.length).toBeGreaterThan(0);
    await page.goto("/desk/settings/sign-on");
    await press(page.getByRole("button", { name: "Let it sign nobody in any more" }));
    await expect(page.getByText("Your login signs nobody in here any more.")).toBeVisible();
  } finally {
    await login.close();
  }
});
