import Link from "next/link";

type Draft = { id: string; subject: string; newsletter: { slug: string; name: string } };

/** What a change of an audience reaches: issues that nobody has sent. */
export function DraftsFor({ drafts }: { drafts: Draft[] }) {
  if (drafts.length === 0) return null;
  return (
    <>
      <h2>Chosen for</h2>
      <p className="meta">These drafts go by what you save here. An approval that they had is asked for anew.</p>
      <ul className="plain">
        {drafts.map(({ id, subject, newsletter }) => (
          <li key={id}>
            <Link href={`/desk/newsletters/${newsletter.slug}/${id}/send`}>{subject || "Without a subject"}</Link>{" "}
            <span className="meta">{newsletter.name}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
