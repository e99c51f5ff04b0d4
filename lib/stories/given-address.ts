import { Refusal } from "../errors.ts";
import { canonicalAddress } from "./address.ts";

/** The canonical address of what a program wrote into a field. @throws Refusal invalid_input, which names the field */
export function givenAddress(field: string, given: string): string {
  try {
    return canonicalAddress(given);
  } catch (problem) {
    throw new Refusal(
      "invalid_input",
      `${field}: ${problem instanceof Error ? problem.message : "This is no address."}`,
    );
  }
}
