import Link from "next/link";

/** One that nobody knows and one that was taken back look alike. */
export default function StoryNotHere() {
  return (
    <div className="narrow stack">
      <h1 className="title">This story is not here</h1>
      <p className="lead">
        The newsroom may have withdrawn it, or its address is not whole. What you saved, noted and wrote is still yours.
      </p>
      <Link className="button" href="/">
        To the front page
      </Link>
    </div>
  );
}
