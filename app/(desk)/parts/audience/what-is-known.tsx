/** What can be asked of readers and what cannot, and what to mind. */
export const WhatIsKnown = () => (
  <>
    <h2>What is known of readers</h2>
    <p className="measured">
      What they saved and commented on, which newsletters and which plan they have, which language they would rather
      read, when they joined and where they said yes. Of what they read we know what their reading list says, and
      nothing else: nobody is followed from story to story. Tags of members are not recorded.
    </p>
    <p className="measured">
      What they opened and pressed in issues is known of those alone who agreed that it is kept and mails are chosen by
      it. Everybody else neither has opened an issue nor has not, so they are in no audience that asks it; how many that
      leaves out stands beside the count. What programs open does not count.
    </p>
    <p className="measured">
      A reading list is its member’s own. What you see here is how many fit; but who gets an issue stands on the page of
      its mailing, so ask for no more than you would tell them you had asked.
    </p>
  </>
);
