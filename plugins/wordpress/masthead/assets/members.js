// Fetches what is for members, once Masthead says that one reads. A page that was cached for everybody holds none of it.
(() => {
  const places = [...document.querySelectorAll(".masthead-members[data-masthead-part]")];
  const [first] = places;
  if (!first) return;
  const { mastheadHome: home, mastheadAddress: address } = first.dataset;
  const notes = new Map(places.map((place) => [place, [...place.childNodes]]));
  let turn = 0;

  // The element that knows who reads; here it shows nothing.
  const account = document.createElement("masthead-account");
  // Not by `hidden`, which the rule that keeps its place would show again.
  account.style.display = "none";
  account.setAttribute("address", address);
  account.addEventListener("masthead-member", (event) => {
    turn += 1;
    if (event.detail.isMember) void open(turn);
    else for (const place of places) place.replaceChildren(...notes.get(place));
  });
  document.body.append(account);

  async function open(mine) {
    try {
      const answer = await fetch(`${home}/api/v1/me/membership-token`, { credentials: "include" });
      if (!answer.ok) throw new Error(String(answer.status));
      const { token } = await answer.json();
      const found = await Promise.all(places.map((place) => fetchPart(place, token)));
      // Who signed out meanwhile sees nothing of it.
      if (mine === turn) for (const [nth, place] of places.entries()) put(place, found[nth]);
    } catch {
      if (mine === turn) for (const place of places) say(place);
    }
  }

  async function fetchPart({ dataset }, token) {
    const answer = await fetch(dataset.mastheadRoute, {
      method: "POST",
      credentials: "omit",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ post: Number(dataset.mastheadPost), part: dataset.mastheadPart, token }),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).html;
  }

  // The words of this very site, which its editors wrote. A script in them does not run when they come in so.
  const put = (place, html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    place.replaceChildren(...page.body.childNodes);
  };

  const say = (place) => {
    const words = document.createElement("p");
    words.setAttribute("role", "status");
    words.className = "masthead-members-note";
    words.textContent = place.dataset.mastheadAway;
    place.replaceChildren(words);
  };
})();
