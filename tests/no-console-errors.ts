import { format } from "node:util";
import { afterAll, afterEach } from "vitest";

// A warning that nobody reads is a fault that nobody fixes: whatever is said on console.error or console.warn while a
// test runs fails that test. A test that expects such a word puts its own spy there.
const said: string[] = [];

Object.assign(console, {
  error: (...parts: unknown[]) => said.push(`console.error: ${format(...parts)}`),
  warn: (...parts: unknown[]) => said.push(`console.warn: ${format(...parts)}`),
});

afterEach(refuseWords);
afterAll(refuseWords);

function refuseWords() {
  const words = said.splice(0);
  if (words.length > 0) throw new Error(`The console should have stayed silent, but:\n${words.join("\n")}`);
}
