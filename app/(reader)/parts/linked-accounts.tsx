import { dayOf, exactly } from "./times.ts";

type Account = { id: string; name: string; linkedAt: Date };

/** Accounts elsewhere by which a member signs in; nothing where there is none. */
export const LinkedAccounts = ({ accounts, now }: { accounts: Account[]; now: Date }) =>
  accounts.length === 0 ? null : (
    <section aria-labelledby="linked">
      <h2 className="section-title" id="linked">
        Accounts elsewhere
      </h2>
      <p className="plain">They sign you in here, because the address there has been proven to be yours.</p>
      <ul className="devices">
        {accounts.map(({ id, name, linkedAt }) => (
          <li key={id}>
            <div>
              <h3>{name}</h3>
              <p className="meta">
                Linked on{" "}
                <time dateTime={linkedAt.toISOString()} title={exactly(linkedAt)}>
                  {dayOf(linkedAt, now)}
                </time>
                .
              </p>
            </div>
            <form action={`/api/v1/me/linked/${id}/end`} method="post">
              <button aria-label={`Unlink: ${name}`} className="button quiet" type="submit">
                Unlink
              </button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  );
