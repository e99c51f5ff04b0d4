/**
 * How often something was changed through this process. What is kept in memory is asked for anew when this moved, so whoever
 * changes something here sees it at their next look, whatever it was. It hangs on the global object because Next bundles this
 * file apart from the start-up server, and both must count in one place.
 */
const place = globalThis as unknown as { mastheadChanges?: { count: number } };
place.mastheadChanges ??= { count: 0 };
const changes = place.mastheadChanges;

export const changesHere = () => changes.count;

export function changedHere() {
  changes.count += 1;
}
