import net from "node:net";

// What the servers share that stand beside the product and are meant for this machine alone.

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

export function isLocalName(hostHeader = ""): boolean {
  return isLoopback(hostHeader.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1"));
}

/** Listens on the asked port, or on a free one when that is taken. */
export async function listen(server: net.Server, port: number, host: string): Promise<void> {
  try {
    await tryListen(server, port, host);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (port === 0 || (code !== "EADDRINUSE" && code !== "EACCES")) throw error;
    await tryListen(server, 0, host);
  }
}

function tryListen(server: net.Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(error);
    server.once("error", fail);
    server.listen(port, host, () => {
      server.off("error", fail);
      resolve();
    });
  });
}

export function addressOf(server: net.Server, host: string): string {
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("It listens on no port.");
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host;
  return `${net.isIPv6(name) ? `[${name}]` : name}:${address.port}`;
}
