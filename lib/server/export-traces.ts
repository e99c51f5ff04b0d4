import { context, propagation } from "@opentelemetry/api";
import type { Env } from "../env.ts";
import { traceWith } from "../traces.ts";

/**
 * Sends spans to the collector that the settings name (OTLP over HTTP), in batches, off everybody's way: what it does not take is dropped.
 * @param process "web" or "worker"
 * @returns what sends the last ones and ends it
 */
export async function exportTraces({ traces }: Pick<Env, "traces">, process: string): Promise<() => Promise<void>> {
  if (!traces) return async () => {};
  const [{ AsyncLocalStorageContextManager }, { W3CTraceContextPropagator }, { OTLPTraceExporter }, resources, sdk] =
    await Promise.all([
      import("@opentelemetry/context-async-hooks"),
      import("@opentelemetry/core"),
      import("@opentelemetry/exporter-trace-otlp-http"),
      import("@opentelemetry/resources"),
      import("@opentelemetry/sdk-trace"),
    ]);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const provider = new sdk.TracerProvider({
    resource: resources.resourceFromAttributes({ "service.name": traces.service, "masthead.process": process }),
    // Whoever began the trace decides for all of it.
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(traces.share) }),
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: traces.url, headers: traces.headers, timeoutMillis: 5_000 }),
      }),
    ],
  });
  traceWith(provider.getTracer("masthead"));
  return async () => {
    traceWith(undefined);
    await provider.shutdown().catch(() => {});
    context.disable();
    propagation.disable();
  };
}
