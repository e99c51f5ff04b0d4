import Link from "next/link";
import type { StoryLine } from "@/lib/stories/reads.ts";
import { BookmarkButton } from "./bookmark-button.tsx";
import { When } from "./when.tsx";

/** A story in a list. */
export function Piece(props: {
  story: StoryLine;
  now: Date;
  isSaved: boolean;
  isMember: boolean;
  returnTo: string;
  isLead?: boolean;
}) {
  const { story } = props;
  const Heading = props.isLead ? "h2" : "h3";
  return (
    <article className={props.isLead ? "piece lead-story" : "piece"}>
      {story.section ? <p className="eyebrow">{story.section}</p> : null}
      <Heading>
        <Link href={`/stories/${story.id}`}>{story.title}</Link>
      </Heading>
      {story.standfirst ? <p className="standfirst">{story.standfirst}</p> : null}
      <div className="under">
        {story.byline ? <span className="meta">{story.byline}</span> : null}
        <When at={story.publishedAt} now={props.now} />
        {story.comments > 0 ? (
          <Link className="meta" href={`/stories/${story.id}#comments`}>
            {story.comments} {story.comments === 1 ? "comment" : "comments"}
          </Link>
        ) : null}
        <BookmarkButton
          isMember={props.isMember}
          isSaved={props.isSaved}
          isSmall
          returnTo={props.returnTo}
          storyId={story.id}
          title={story.title}
        />
      </div>
    </article>
  );
}
