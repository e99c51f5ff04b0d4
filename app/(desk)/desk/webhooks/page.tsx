import type { Metadata } from "next";
import Link from "next/link";
import { eventTypes } from "@/lib/outbox.ts";
import { listEndpoints } from "@/lib/webhooks/reads.ts";
import { When } from "../../../(reader)/parts/when.tsx";
import { deskCtx } from "../../../page-context.ts";
import { Scroll } from "../../parts/scroll.tsx";
import { WebhookForm } from "../../parts/webhook-form.tsx";

export const metadata: Metadata = { title: "Webhooks", robots: "noindex" };

export default async function Webhooks() {
  const ctx = await deskCtx("settings.edit");
  const endpoints = await listEndpoints(ctx);
  const now = ctx.now();
  return (
    <>
      <div className="top">
        <h1>Webhooks</h1>
      </div>
      <div className="sheet">
        <p className="measured">
          Your other systems are told what happens here, a moment after it did: a signed request to an address of
          theirs, tried for three days.
        </p>
        {endpoints.length === 0 ? (
          <p className="empty">
            Nobody is told yet. The first webhook stands here, with what it was told and what it answered.
          </p>
        ) : (
          <Scroll label="Webhooks">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">Address</th>
                  <th scope="col">Is told of</th>
                  <th className="num" scope="col">
                    Waiting
                  </th>
                  <th className="num" scope="col">
                    Given up
                  </th>
                  <th scope="col">State</th>
                </tr>
              </thead>
              <tbody>
                {endpoints.map((one) => (
                  <tr key={one.id}>
                    <th scope="row">
                      <Link href={`/desk/webhooks/${one.id}`}>{one.address}</Link>
                      {one.description ? <span className="meta"> {one.description}</span> : null}
                    </th>
                    <td>{one.events.length === 1 ? one.events[0] : `${one.events.length} events`}</td>
                    <td className="num">{one.waiting}</td>
                    <td className="num">{one.givenUp}</td>
                    <td>
                      {one.isPaused ? (
                        "Paused"
                      ) : one.failingSince ? (
                        <span className="state-bad">
                          Failing for <When at={one.failingSince} now={now} />
                        </span>
                      ) : (
                        "Answers"
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
        <h2>Another one</h2>
        <WebhookForm types={Object.entries(eventTypes)} />
      </div>
    </>
  );
}
