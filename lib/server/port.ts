import net from "node:net";
import { BadSettings } from "../env.ts";

/**
 * Says at once that nobody could listen there, before anything is begun that takes a minute. Whoever listens later says so as well, for
 * somebody may take the port meanwhile. @throws BadSettings
 */
export async function assertPortIsFree(host: string, port: number): Promise<void> {
  if (port === 0) return;
  const probe = net.createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once("error", (problem: NodeJS.ErrnoException) => reject(portProblem(problem, host, port)));
      probe.listen(port, host, resolve);
    });
  } finally {
    await new Promise((closed) => probe.close(closed));
  }
}

/** What a server that cannot listen tells the operator. */
export function portProblem(problem: NodeJS.ErrnoException, host: string, port: number, setting = "PORT"): Error {
  if (problem.code === "EADDRINUSE")
    return new BadSettings(
      `Port ${port} is in use by another program. Stop that one, or set ${setting} to a free one.`,
    );
  if (problem.code === "EACCES")
    return new BadSettings(`Port ${port} needs more rights. Set ${setting} to one above 1023.`);
  if (problem.code === "EADDRNOTAVAIL")
    return new BadSettings(`This machine has no address ${host}. Set HOST to one of its own.`);
  return problem;
}
