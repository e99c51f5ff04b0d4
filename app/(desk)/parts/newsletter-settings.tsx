import type { Ctx } from "@/lib/context.ts";
import { languages } from "@/lib/languages.ts";
import { settingsOfNewsletter } from "@/lib/newsletters/reads.ts";
import { publication } from "../../page-context.ts";

/** What a newsletter is called and comes from, and its end; plain forms. */
export async function NewsletterSettings({ ctx, slug }: { ctx: Ctx; slug: string }) {
  const [newsletter, { mailFrom }] = await Promise.all([settingsOfNewsletter(ctx, slug), publication()]);
  const path = `/api/v1/desk/newsletters/${slug}`;
  if (newsletter.retiredAt)
    return (
      <>
        <h2>This newsletter has ended</h2>
        <p className="meta">
          Nobody can ask for it, and nothing of it is sent. Whoever had it and has not left since gets it again when you
          bring it back.
        </p>
        <form action={`${path}/bring-back`} className="form" method="post">
          <div>
            <button className="button quiet" type="submit">
              Bring it back
            </button>
          </div>
        </form>
      </>
    );
  return (
    <>
      <h2>Settings</h2>
      <form action={path} className="form" method="post">
        <label className="field">
          <span>Name</span>
          <input defaultValue={newsletter.name} maxLength={60} minLength={3} name="name" required />
        </label>
        <label className="field">
          <span>What it is, in a sentence</span>
          <input defaultValue={newsletter.description} maxLength={300} name="description" />
        </label>
        <label className="field">
          <span>How often</span>
          <input defaultValue={newsletter.cadence} maxLength={80} name="cadence" />
          <span className="hint">
            Name and rhythm are in the sentence that new readers agree to. Those who have agreed keep the words they
            saw.
          </span>
        </label>
        <label className="field">
          <span>Language</span>
          <select defaultValue={newsletter.language} name="language">
            {languages.map(({ tag, name }) => (
              <option key={tag} lang={tag} value={tag}>
                {name}
              </option>
            ))}
          </select>
          <span className="hint">
            Mail programs and screen readers are told, and readers of this language see it first.
          </span>
        </label>
        <label className="field">
          <span>Sender’s name</span>
          <input
            defaultValue={newsletter.fromName ?? ""}
            maxLength={60}
            name="fromName"
            placeholder={newsletter.name}
          />
        </label>
        <label className="field">
          <span>Sender’s address</span>
          <input defaultValue={newsletter.fromAddress ?? ""} name="fromAddress" placeholder={mailFrom} type="email" />
          <span className="hint">
            Its domain must let your mail server send for it; the check before sending looks.
          </span>
        </label>
        <div>
          <button className="button" type="submit">
            Save
          </button>
        </div>
      </form>
      <form action={`${path}/retire`} className="form" method="post">
        <p className="meta">
          Ending it stops new readers and every further issue. The archive stays, and you can bring it back.
        </p>
        <div>
          <button className="button quiet" type="submit">
            End this newsletter
          </button>
        </div>
      </form>
    </>
  );
}
