import net, { type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { deliveryOf, deliveryOfToken, returnPath, returnToken } from "@/lib/delivery/returns/address.ts";
import { listenForReturns } from "@/lib/delivery/returns/listen.ts";
import { testHouse } from "../../house.ts";
import { settings } from "./sent.ts";
import { converse } from "./speak.ts";

const house = testHouse(settings);

test("a return path names its delivery, in any case of letters, and fits into a local part", () => {
  const largest = 9_223_372_036_854_775_807n / 10n;
  for (const id of [1n, 42n, largest]) {
    const path = returnPath(house.house, id) ?? "";
    expect(path.split("@")[0]?.length).toBeLessThanOrEqual(64);
    expect(path).toBe(path.toLowerCase());
    expect(deliveryOf(house.house, path)).toBe(id);
    expect(deliveryOf(house.house, path.toUpperCase())).toBe(id);
  }
});

test("a token of one id opens no other, and none that is cut, longer or of another purpose opens anything", () => {
  const token = returnToken(house.house, 42n);
  const [, mac] = token.split(".");
  expect(deliveryOfToken(house.house, token)).toBe(42n);
  const others = [`43.${mac}`, token.slice(0, -1), `${token}0`, `042.${mac}x`, `42.${"0".repeat(24)}`, "", "."];
  for (const other of [...others, house.house.tokens.sign("unsubscribe", "42")])
    expect(deliveryOfToken(house.house, other), other).toBeUndefined();
});

test("without RETURN_DOMAIN there is no return path", () => {
  const { env, tokens } = house.house;
  const without = { tokens, env: { ...env, returns: { ...env.returns, domain: undefined } } };
  expect(returnPath(without, 42n)).toBeUndefined();
  expect(deliveryOf(without, returnPath(house.house, 42n) ?? "")).toBeUndefined();
});

const withPort = (smtpPort: number) => {
  const ctx = house.system();
  return { ...ctx, env: { ...ctx.env, returns: { ...ctx.env.returns, smtpPort } } };
};

test("the worker listens where the settings say; a port that another process has does not stop it", async () => {
  const other = net.createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as AddressInfo;
  await (await listenForReturns(withPort(port))).stop();
  await new Promise((resolve) => other.close(resolve));
  const listening = await listenForReturns(withPort(port));
  expect((await converse(port, ["EHLO a.test"])).map(({ code }) => code)).toEqual([220, 250]);
  await listening.stop();
  await (await listenForReturns(withPort(0))).stop();
});
