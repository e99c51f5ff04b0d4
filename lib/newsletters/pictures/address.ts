/** As it was re-encoded: what mail programs show everywhere. */
export const pictureKinds = { jpg: "image/jpeg", png: "image/png", gif: "image/gif" } as const;
export type PictureKind = keyof typeof pictureKinds;

const own = /^\/media\/([0-9a-f]{64})\.(jpg|png|gif)$/;

/** Where a picture lies that was given here: the same wherever the site is, so that it moves with it. */
export const pictureAt = ({ hash, kind }: { hash: string; kind: string }): string => `/media/${hash}.${kind}`;

/** Which picture of ours an address means; undefined for every other. */
export function ownPicture(address: string): { hash: string; kind: PictureKind } | undefined {
  const [, hash, kind] = own.exec(address) ?? [];
  return hash && kind ? { hash, kind: kind as PictureKind } : undefined;
}

type Pictured = { kind: string; address?: string; imageAddress?: string };

/** The same blocks for who reads them elsewhere: in a mail, a picture of ours needs its whole address. */
export function withWholeAddresses<Block extends Pictured>(blocks: Block[], appUrl: string): Block[] {
  const whole = (address: string) => (ownPicture(address) ? new URL(address, appUrl).href : address);
  return blocks.map((block) => {
    if (block.kind === "image" && block.address) return { ...block, address: whole(block.address) };
    if (block.kind === "story" && block.imageAddress) return { ...block, imageAddress: whole(block.imageAddress) };
    return block;
  });
}
