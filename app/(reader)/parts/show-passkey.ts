import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/browser";
import { call } from "./call.ts";

/** Shows a passkey of whoever is signed in here. Undefined when it was taken; else why not. */
export async function showPasskey(): Promise<string | undefined> {
  const path = "/api/v1/desk/second-factor/passkey";
  const options = await call<PublicKeyCredentialRequestOptionsJSON>("POST", `${path}/options`, {});
  if (!options.ok) return options.problem.title;
  const { startAuthentication } = await import("@simplewebauthn/browser");
  try {
    const passkey = await startAuthentication({ optionsJSON: options.view });
    const shown = await call("POST", path, { passkey });
    return shown.ok ? undefined : shown.problem.title;
  } catch {
    return "No passkey was used: it was called off, or none of yours is on this device.";
  }
}
