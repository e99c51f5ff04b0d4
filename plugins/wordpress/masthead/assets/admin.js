// The settings page: testing, and bringing all stories over, which can be stopped and goes on where it was.
(({ ajax, nonce, words, state }) => {
  const ask = async (action, more = {}) => {
    const answer = await fetch(ajax, {
      method: "POST",
      credentials: "same-origin",
      body: new URLSearchParams({ action, _ajax_nonce: nonce, ...more }),
    });
    const { success, data } = await answer.json();
    if (!success) throw new Error(data ?? words.away);
    return data;
  };
  const element = (id) => document.getElementById(`masthead-${id}`);

  const found = element("found");
  element("test").addEventListener("click", async ({ currentTarget: button }) => {
    button.disabled = true;
    found.replaceChildren();
    try {
      for (const { good, words: said } of await ask("masthead_test")) line(good, said);
    } catch (problem) {
      line(false, problem instanceof SyntaxError || problem instanceof TypeError ? words.away : problem.message);
    }
    button.disabled = false;
  });

  function line(isGood, said) {
    const item = document.createElement("li");
    item.className = isGood ? "masthead-good" : "masthead-bad";
    const mark = document.createElement("b");
    mark.textContent = isGood ? words.good : words.bad;
    item.append(mark, " ", said);
    found.append(item);
  }

  const progress = element("progress");
  const said = element("pushed");
  const begin = element("push-all");
  const stop = element("stop");
  const resume = element("resume");
  let isOn = false;

  const run = async (does) => {
    isOn = true;
    show();
    try {
      let step = does;
      let before = -1;
      for (;;) {
        const now = await ask("masthead_push_all", { does: step });
        step = "go";
        tell(now);
        if (now.problem || !isOn || now.after === before) break;
        before = now.after;
      }
    } catch (problem) {
      said.textContent = problem instanceof SyntaxError || problem instanceof TypeError ? words.away : problem.message;
    }
    isOn = false;
    show();
  };
  const tell = ({ done, failed, total, problem }) => {
    progress.max = Math.max(total, 1);
    progress.value = done + failed;
    progress.hidden = false;
    const count = words.count.replace("%1$d", done + failed).replace("%2$d", total);
    const refused = failed > 0 ? ` ${words.failed.replace("%d", failed)}` : "";
    said.textContent = `${count}${refused}${problem ? ` ${words.stopped} ${problem}` : ""}`;
    resume.dataset.left = done + failed < total ? "yes" : "";
  };
  const show = () => {
    stop.hidden = !isOn;
    begin.disabled = isOn;
    resume.hidden = isOn || !resume.dataset.left;
  };
  begin.addEventListener("click", () => void run("begin"));
  resume.addEventListener("click", () => void run("go"));
  stop.addEventListener("click", () => {
    isOn = false;
    stop.hidden = true;
  });
  if (state.total > 0) tell(state);
  show();
})(window.mastheadAdmin);
