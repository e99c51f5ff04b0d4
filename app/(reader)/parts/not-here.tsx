import Link from "next/link";

/** What is not there, or not to be seen: the same words in every place. */
export function NotHere() {
  return (
    <div className="narrow stack">
      <h1 className="title">There is no such page</h1>
      <p className="lead">It may have moved, or it is not yours to see. Nothing of yours is lost.</p>
      <Link className="button" href="/">
        To the front page
      </Link>
    </div>
  );
}
