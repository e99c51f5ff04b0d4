import Link from "next/link";

/** What the page behind a mail's link shows when its token is not ours, was cut off, or its reader is gone. */
export const NoSuchAddress = () => (
  <div className="narrow stack">
    <h1>This address does not work</h1>
    <p className="lead">
      It was cut off, or it is not one of ours. Copy the whole address from the mail, or choose in your account which
      mails you get:
    </p>
    <Link className="button" href="/account#reply-mails">
      My account
    </Link>
  </div>
);
