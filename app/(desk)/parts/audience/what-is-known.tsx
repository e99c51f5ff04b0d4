/** What can be asked of readers and what cannot, and what to mind. */
export const WhatIsKnown = () => (
  <>
    <h2>What is known of readers</h2>
    <p className="measured">
      What they saved and commented on, which newsletters they have, when they joined and where they said yes. Of what
      they read we know what their reading list says, and nothing else: nobody is followed from story to story. Tags of
      members, and who opened or clicked a mail, are not recorded; by plan readers cannot be chosen yet.
    </p>
    <p className="measured">
      A reading list is its member’s own. What you see here is how many fit; but who gets an issue stands on the page of
      its mailing, so ask for no more than you would tell them you had asked.
    </p>
  </>
);
