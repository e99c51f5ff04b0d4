import { AddPasskey } from "./add-passkey.tsx";
import { dayOf, exactly } from "./times.ts";

type Passkey = { id: string; name: string; isSynced: boolean; createdAt: Date; usedAt: Date | null };

/** The keys by which a member signs in with one touch, with their names. */
export const Passkeys = ({ passkeys, now }: { passkeys: Passkey[]; now: Date }) => (
  <section aria-labelledby="passkeys">
    <h2 className="section-title" id="passkeys">
      Passkeys
    </h2>
    <p className="plain">
      Sign in with a finger, your face or the PIN of your device, without waiting for a mail. What proves that it is you
      never leaves the device.
    </p>
    {passkeys.length > 0 ? (
      <ul className="devices">
        {passkeys.map((passkey) => (
          <li key={passkey.id}>
            <div>
              <h3>{passkey.name}</h3>
              <p className="meta">
                Added on{" "}
                <time dateTime={passkey.createdAt.toISOString()} title={exactly(passkey.createdAt)}>
                  {dayOf(passkey.createdAt, now)}
                </time>
                {passkey.usedAt ? `, last used on ${dayOf(passkey.usedAt, now)}` : ", not used yet"}
                {passkey.isSynced ? ". Your password manager keeps it for several devices." : "."}
              </p>
              <details className="rename">
                <summary>Rename</summary>
                <form action={`/api/v1/me/passkeys/${passkey.id}/name`} className="one-line" method="post">
                  <input
                    aria-label={`Another name for ${passkey.name}`}
                    defaultValue={passkey.name}
                    maxLength={60}
                    name="name"
                    required
                  />
                  <button className="button quiet" type="submit">
                    Save
                  </button>
                </form>
              </details>
            </div>
            <form action={`/api/v1/me/passkeys/${passkey.id}/remove`} method="post">
              <button aria-label={`Remove: ${passkey.name}`} className="button quiet" type="submit">
                Remove
              </button>
            </form>
          </li>
        ))}
      </ul>
    ) : null}
    <AddPasskey />
  </section>
);
