/** Resolves when this process is told to stop, or when the one that started it is gone, however that came about. */
export function untilToldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
    // A killed launcher sends no signal, but its end of the pipe closes.
    if (process.channel) process.once("disconnect", () => resolve());
    // It went while this process was still starting.
    else if (process.connected === false) resolve();
    else watchParent(resolve);
  });
}

/** `npm start` dies of a SIGTERM without handing it on; what it leaves behind is adopted by another process. */
function watchParent(resolve: () => void) {
  const parent = process.ppid;
  if (parent <= 1) return;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    resolve();
  }, 500);
  watch.unref();
}
