/** What a mail server said, without whom it was about: servers write addresses in capitals, and repeat the local part alone ("user jo.reader unknown"). */
export function withoutAddress(address: string, said: string): string {
  const [local = ""] = address.split("@");
  const plain = said.replace(inAnyCase(address), "[address]");
  return local.length < 3 ? plain : plain.replace(inAnyCase(local), "[address]");
}

const inAnyCase = (text: string) => new RegExp(text.replace(/[^\w\p{L}\p{N}]/gu, "\\$&"), "gi");
