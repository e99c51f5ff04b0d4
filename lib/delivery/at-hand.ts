import type { Claimed } from "./ledger.ts";

/**
 * Rows that are claimed and not begun, by domain. Whoever looks for one asks once for each domain and not for each row, and
 * domains take turns, so that one with many rows keeps nobody else's behind it.
 */
export function openAtHand() {
  const rowsOf = new Map<string, Claimed[]>();
  let size = 0;

  function drop(domain: string): Claimed[] {
    const rows = rowsOf.get(domain) ?? [];
    rowsOf.delete(domain);
    size -= rows.length;
    return rows;
  }

  return {
    get size() {
      return size;
    },
    /** Each domain once, whose turn comes first being the first. */
    domains: (): string[] => [...rowsOf.keys()],
    count: (domain: string): number => rowsOf.get(domain)?.length ?? 0,
    add(row: Claimed) {
      const rows = rowsOf.get(row.domain);
      if (rows) rows.push(row);
      else rowsOf.set(row.domain, [row]);
      size += 1;
    },
    /** The next row of the first domain that may have one. */
    take(may: (domain: string) => boolean): Claimed | undefined {
      for (const [domain, rows] of rowsOf) {
        if (!may(domain)) continue;
        const row = rows.shift();
        size -= 1;
        rowsOf.delete(domain);
        if (rows.length > 0) rowsOf.set(domain, rows);
        return row;
      }
      return undefined;
    },
    /** Takes out all rows of a domain. */
    drop,
    dropAll: (): Claimed[] => [...rowsOf.keys()].flatMap(drop),
    /** Takes out all that have become old. A domain's rows lie in the order in which they were claimed, or nearly so. */
    dropOld(isOld: (row: Claimed) => boolean): Claimed[] {
      const old: Claimed[] = [];
      for (const [domain, rows] of rowsOf) {
        if (!isOld(rows[0] as Claimed)) continue;
        for (const row of drop(domain))
          if (isOld(row)) old.push(row);
          else this.add(row);
      }
      return old;
    },
  };
}
