/** Begins an issue and opens it: a plain form, so that the page it leads to has its address from the first word on. */
export const BeginIssue = ({ slug, isQuiet = false }: { slug: string; isQuiet?: boolean }) => (
  <form action={`/api/v1/desk/newsletters/${slug}/issues`} method="post">
    <button className={isQuiet ? "button quiet" : "button"} type="submit">
      Write an issue
    </button>
  </form>
);
