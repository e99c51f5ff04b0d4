import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { fromTheTop } from "@/lib/cursor.ts";
import { eventTypes } from "@/lib/outbox.ts";
import { type Delivery, listDeliveries, showEndpoint } from "@/lib/webhooks/reads.ts";
import { When } from "../../../../(reader)/parts/when.tsx";
import { deskCtx, isUuid, orNotFound } from "../../../../page-context.ts";
import { ReplayButton, WebhookActs } from "../../../parts/webhook-acts.tsx";
import { WebhookForm } from "../../../parts/webhook-form.tsx";

export const metadata: Metadata = { title: "Webhook", robots: "noindex" };

const shown = 50;

export default async function Webhook({ params }: { params: Promise<{ webhookId: string }> }) {
  const { webhookId } = await params;
  if (!isUuid(webhookId)) notFound();
  const ctx = await deskCtx("settings.edit");
  const endpoint = await orNotFound(showEndpoint(ctx, webhookId));
  const deliveries = await listDeliveries(ctx, webhookId, { before: fromTheTop, most: shown });
  const now = ctx.now();
  return (
    <>
      <div className="top">
        <h1>Webhook</h1>
        <Link href="/desk/webhooks">All webhooks</Link>
      </div>
      <div className="sheet">
        <p className="measured">
          <code>{endpoint.address}</code>
        </p>
        {endpoint.failingSince && !endpoint.isPaused ? (
          <p className="said problem">
            Every try has failed for <When at={endpoint.failingSince} now={now} />. Nothing is lost for three days: what
            waits is sent when it answers again, and what was given up can be sent once more below.
          </p>
        ) : null}
        <WebhookActs id={webhookId} isPaused={endpoint.isPaused} />
        <h2>Its secret</h2>
        <details className="measured">
          <summary>Show it</summary>
          <pre className="snippet">
            <code>{endpoint.secret}</code>
          </pre>
        </details>
        <p className="measured hint">
          Signs every request, as Standard Webhooks says; its libraries check it.{" "}
          {endpoint.previousUntil ? "The one before signs as well for a day." : ""}
        </p>
        <h2>What it was told</h2>
        {deliveries.length === 0 ? (
          <p className="empty">Nothing yet. Each request stands here for thirty days, with what was answered.</p>
        ) : (
          <ul className="told">
            {deliveries.map((delivery) => (
              <li key={delivery.id}>
                <Told delivery={delivery} now={now} />
              </li>
            ))}
          </ul>
        )}
        <h2>Where and of what</h2>
        <WebhookForm
          given={{
            id: webhookId,
            address: endpoint.address,
            description: endpoint.description,
            events: endpoint.events,
          }}
          types={Object.entries(eventTypes)}
        />
      </div>
    </>
  );
}

const states = { waiting: "Waits", delivered: "Arrived", given_up: "Given up" };

function Told({ delivery, now }: { delivery: Delivery; now: Date }) {
  const last = delivery.attempts[0];
  return (
    <details>
      <summary>
        <b>{delivery.type}</b> <When at={delivery.at} now={now} />
        <span className={delivery.state === "given_up" ? "state-bad" : "meta"}>
          {states[delivery.state]}
          {delivery.tries > 1 ? ` after ${delivery.tries} tries` : ""}
          {last?.status ? ` · ${last.status}` : ""}
        </span>
      </summary>
      <dl className="facts">
        <dt>Id</dt>
        <dd>
          <code>{delivery.eventId}</code>
        </dd>
        <dt>Request</dt>
        <dd>
          {delivery.body ? (
            <pre className="snippet">{pretty(delivery.body)}</pre>
          ) : delivery.tries > 0 ? (
            "Erased with the member whose words it held."
          ) : (
            "Not sent yet."
          )}
        </dd>
        <dt>Tries</dt>
        <dd>
          {delivery.attempts.length === 0 ? "None yet." : null}
          {delivery.attempts.map((attempt) => (
            <p key={attempt.at.toISOString()}>
              <When at={attempt.at} now={now} />: {attempt.problem ?? `answered ${attempt.status}`} in{" "}
              {attempt.ms.toLocaleString("en")} ms
              {attempt.answer ? <span className="meta"> {attempt.answer.slice(0, 300)}</span> : null}
            </p>
          ))}
        </dd>
      </dl>
      <ReplayButton id={delivery.id} name={delivery.type} />
    </details>
  );
}

const pretty = (body: string) => JSON.stringify(JSON.parse(body), null, 2);
