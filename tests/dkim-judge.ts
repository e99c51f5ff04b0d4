import { authenticate } from "mailauth";

/**
 * What a receiver finds in the DKIM signatures of a mail, as mailauth reads them.
 * @param raw the mail as it arrived, each byte one character
 * @param records what stands in DNS, by selector
 */
export async function judgeSigned(raw: string, records: Record<string, string>) {
  const resolver = async (name: string, type: string) => {
    const found = type === "TXT" && records[name.split(".")[0] ?? ""];
    if (!found) throw Object.assign(new Error("no such name"), { code: "ENOTFOUND" });
    return [[found]];
  };
  const { dkim } = await authenticate(Buffer.from(raw, "latin1"), {
    ip: "192.0.2.1",
    helo: "mail.meridian.example",
    sender: "news@meridian.example",
    resolver,
  } as never);
  // What it says of a mail without any signature is not of interest.
  return dkim.results.flatMap((one) => {
    if (one.status.result === "none") return [];
    const { keys = "" } = (one as unknown as { signingHeaders?: { keys?: string } }).signingHeaders ?? {};
    const headers = keys.toLowerCase().replace(/\s/g, "").split(":");
    return [{ result: one.status.result, selector: one.selector, headers }];
  });
}
