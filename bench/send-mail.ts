const sentence =
  "The weir at Harrow held through the night, and the keepers counted forty boats at the lock by morning. ";

/** The mail of the bench: about 30 kB of HTML and 5 kB of text, with an address to leave by in both. */
export const bodies = (leave: string) => ({
  html: `<!doctype html><html><body>${Array.from({ length: 230 }, (_, n) => `<p class="p${n}">${sentence}</p>`).join("\n")}<p>The end of it.</p><a href="${leave}">Leave</a><p>The Meridian, 1 Harrow Weir, Marlow</p></body></html>`,
  text: `${Array.from({ length: 48 }, () => sentence).join("\n")}\nLeave: ${leave}\nThe Meridian, 1 Harrow Weir, Marlow\n`,
});
