import type { Ctx } from "../../context.ts";

/**
 * Listens on the inbound port of the settings, if there is one. A port that cannot be had does not stop the worker: on one
 * machine the first of several workers has it, which is enough.
 */
export async function listenForReturns(ctx: Ctx): Promise<{ stop(): Promise<void> }> {
  const { smtpPort: port, smtpHost: host } = ctx.env.returns;
  if (port === 0) return { stop: async () => {} };
  const { startInbound } = await import("./inbound.ts");
  try {
    const inbound = await startInbound(ctx, { port, host });
    ctx.log.info({ port: inbound.port }, "takes returned mail by SMTP");
    return inbound;
  } catch (err) {
    ctx.log.error(
      { err, port },
      "INBOUND_SMTP_PORT cannot be listened on: another process has it (another worker may), or it is below 1024 and needs a forwarded port",
    );
    return { stop: async () => {} };
  }
}
