/**
 * Which addresses a list has named already, by their keyed hashes: 16 bytes each and no object, so that a million of them are a
 * few dozen megabytes. Of the hash 64 bits are kept: among a million readers, two that only look alike come once in forty million lists.
 */
export function makeSeen() {
  let slots = new Uint32Array(2 * 65_536);
  let count = 0;

  /** Where a key is, or the free place for it. Nought marks a free place, so no key is nought. */
  function placeOf(table: Uint32Array, high: number, low: number): number {
    const mask = table.length / 2 - 1;
    let at = low & mask;
    while (table[2 * at] !== 0 || table[2 * at + 1] !== 0) {
      if (table[2 * at] === high && table[2 * at + 1] === low) break;
      at = (at + 1) & mask;
    }
    return 2 * at;
  }

  function grow() {
    const larger = new Uint32Array(slots.length * 2);
    for (let at = 0; at < slots.length; at += 2) {
      const [high = 0, low = 0] = [slots[at], slots[at + 1]];
      if (high !== 0 || low !== 0) larger.set([high, low], placeOf(larger, high, low));
    }
    slots = larger;
  }

  const halves = (key: string) =>
    [Number.parseInt(key.slice(0, 8), 16), Number.parseInt(key.slice(8, 16), 16) || 1] as const;

  return {
    has(key: string): boolean {
      const [high, low] = halves(key);
      return slots[placeOf(slots, high, low) + 1] === low;
    },
    /** @returns false when it was there before */
    add(key: string): boolean {
      const [high, low] = halves(key);
      const at = placeOf(slots, high, low);
      if (slots[at + 1] === low && slots[at] === high) return false;
      slots[at] = high;
      slots[at + 1] = low;
      count += 1;
      if (count * 4 > slots.length) grow();
      return true;
    },
  };
}
