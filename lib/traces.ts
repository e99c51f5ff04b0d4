import { context, propagation, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";

/**
 * Where time goes, for OpenTelemetry. A span says which contract, job or statement it was, how long it took and how it ended: never who asked, and no value. Nothing is made, and
 * nothing but this file is loaded, until somebody has named a collector (server/export-traces.ts). One tracer a process, however often a bundler loads this file.
 */
const house = globalThis as unknown as { mastheadTracer?: Tracer | undefined };

export const traceWith = (tracer: Tracer | undefined) => {
  house.mastheadTracer = tracer;
};

export const isTraced = () => house.mastheadTracer !== undefined;

const kinds = { server: SpanKind.SERVER, job: SpanKind.CONSUMER, client: SpanKind.CLIENT } as const;
type About = { [name: string]: string | number };

/**
 * Does `act` inside of a span; what throws ends it as failed, under the kind of the problem alone.
 * @param from headers of who asked, for a trace that began with them
 */
export async function inSpan<Answer>(
  name: string,
  kind: keyof typeof kinds,
  about: About,
  act: (span: Span | undefined) => Promise<Answer>,
  from?: Headers,
): Promise<Answer> {
  const { mastheadTracer: tracer } = house;
  if (!tracer) return act(undefined);
  const parent = from ? propagation.extract(context.active(), from, headers) : context.active();
  return tracer.startActiveSpan(name, { kind: kinds[kind], attributes: about }, parent, async (span) => {
    try {
      return await act(span);
    } catch (problem) {
      fail(span, problem instanceof Error ? problem.name : "unknown");
      throw problem;
    } finally {
      span.end();
    }
  });
}

export function fail(span: Span | undefined, type: string): void {
  span?.setStatus({ code: SpanStatusCode.ERROR });
  span?.setAttribute("error.type", type);
}

/** The trace that is running, for log lines; empty without one. */
export function traceInLog(): { traceId?: string } {
  const running = house.mastheadTracer ? trace.getActiveSpan()?.spanContext() : undefined;
  return running ? { traceId: running.traceId } : {};
}

/** What tells another server of the trace (W3C Trace Context); empty without one. */
export function traceHeaders(): Record<string, string> {
  const carried: Record<string, string> = {};
  if (house.mastheadTracer) propagation.inject(context.active(), carried);
  return carried;
}

const headers = {
  keys: (given: Headers) => [...given.keys()],
  get: (given: Headers, name: string) => given.get(name) ?? undefined,
};
