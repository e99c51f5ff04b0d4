import Link from "next/link";
import { When } from "../../(reader)/parts/when.tsx";

type Story = { id: string; title: string };
type Pick = Story & { pickedAt: Date };

/** The editors' picks, as a digest of them takes them. */
export function Picks({ picks, now }: { picks: Pick[]; now: Date }) {
  return (
    <>
      <h2>Editors’ picks</h2>
      {picks.length === 0 ? (
        <p className="meta">
          None yet. What you pick below stands here, in the order of picking; a newsletter’s digest can hold the picks
          alone. Your CMS can pick as well.
        </p>
      ) : (
        <ol className="stories-in">
          {picks.map((story) => (
            <li key={story.id}>
              <div className="story-in">
                <Link href={`/stories/${story.id}`} prefetch={false}>
                  {story.title}
                </Link>
                <span className="meta">
                  picked <When at={story.pickedAt} now={now} />
                </span>
              </div>
              <div className="story-in-acts">
                <PickStory isPicked story={story} />
              </div>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

/** A press makes a story one of the picks, or takes it out. */
export const PickStory = ({ story: { id, title }, isPicked }: { story: Story; isPicked: boolean }) => (
  <form action={`/api/v1/desk/stories/${id}/pick`} method="post">
    <input name="isPicked" type="hidden" value={isPicked ? "no" : "yes"} />
    <button aria-label={`${isPicked ? "Take out of the picks" : "Pick"}: ${title}`} className="link" type="submit">
      <span aria-hidden="true">{isPicked ? "★ Take out" : "☆ Pick"}</span>
    </button>
  </form>
);
