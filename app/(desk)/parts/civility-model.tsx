"use client";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import type { CivilityModelView, Measures, RetrainingView } from "@/lib/comments/retraining/schema.ts";
import { call } from "../../(reader)/parts/call.ts";
import { exactly } from "../../(reader)/parts/times.ts";
import { Scroll } from "./scroll.tsx";

/** Dates come as text from a server, and are shown as they came. */
type Told<View> = View extends Date ? string : View extends object ? { [Name in keyof View]: Told<View[Name]> } : View;
type Model = Told<CivilityModelView>;
type Retraining = Told<RetrainingView>;

const path = "/api/v1/desk/civility";
const pauseMs = 1_000;

/** Which model judges abuse, and what was learnt from the newsroom's own decisions: made at a press, used at another. */
export function CivilityModel({ first }: { first: Model }) {
  const router = useRouter();
  const [model, setModel] = useState(first);
  const [word, setWord] = useState<{ text: string; isProblem: boolean } | undefined>();
  const [isBusy, setBusy] = useState(false);
  const { decisions, inUse, newest } = model;
  const isMade = newest?.state === "waiting" || newest?.state === "learning";

  useEffect(() => {
    if (!isMade) return;
    const timer = setInterval(async () => {
      const answer = await call<Model>("GET", path);
      if (answer.ok) setModel(answer.view);
    }, pauseMs);
    return () => clearInterval(timer);
  }, [isMade]);

  async function press(act: string, done: string) {
    setBusy(true);
    const answer = await call("POST", `${path}/${act}`, {});
    const read = await call<Model>("GET", path);
    setBusy(false);
    if (read.ok) setModel(read.view);
    setWord(
      answer.ok
        ? done
          ? { text: done, isProblem: false }
          : undefined
        : { text: answer.problem.title, isProblem: true },
    );
    if (answer.ok) router.refresh();
  }

  const key = (act: string, label: string, done: string, isMain = false) => (
    <form
      action={`${path}/${act}`}
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void press(act, done);
      }}
    >
      <button className={isMain ? "button" : "button quiet"} disabled={isBusy} type="submit">
        {label}
      </button>
    </form>
  );

  return (
    <>
      <h2 id="civility">What the model learns from your decisions</h2>
      <section aria-labelledby="civility" className="stack">
        <p className="meta">
          The model that looks for abuse can be corrected by what moderators decided: comments that were rejected as
          abusive or personal ({decisions.rejected.toLocaleString("en")}), and those that were read and let stand (
          {decisions.letStand.toLocaleString("en")}). Appeals count the most. Numbers are kept, and no text. It is
          measured first, and used when you say so.
        </p>
        <p>
          {inUse?.usedAt ? (
            <>
              <b>Corrected by your decisions</b> since {exactly(new Date(inUse.usedAt))}.
            </>
          ) : (
            <b>The shipped model judges.</b>
          )}{" "}
          {inUse?.isOld
            ? "It corrects another version of the shipped model, so that one judges alone. Retrain anew."
            : null}
        </p>
        {model.isDamaged ? (
          <p className="said problem" role="alert">
            What was learnt cannot be read any more, and every comment is held. Go back to the shipped model.
          </p>
        ) : null}
        {inUse?.figures ? <Figures of={inUse} /> : null}
        {isMade && newest ? (
          <div className="field making" role="status">
            <span id="how-far-retrained">
              {newest.state === "waiting" ? "It waits for a worker" : "It is being made"}
            </span>
            <progress aria-labelledby="how-far-retrained" max={100} value={newest.progress} />
            <span className="meta">{newest.progress} of 100. You can leave this page; it goes on.</span>
          </div>
        ) : null}
        {newest?.state === "failed" ? (
          <p className="said problem">Nothing came of the last one. {newest.problem}</p>
        ) : null}
        {newest?.state === "ready" && newest.figures ? (
          <>
            <h3>Made on {exactly(new Date(newest.askedAt))}, not in use</h3>
            <Figures of={newest} />
          </>
        ) : null}
        {word ? (
          <p className={word.isProblem ? "said problem" : "said"} role={word.isProblem ? "alert" : "status"}>
            {word.text}
          </p>
        ) : null}
        {model.missing ? <p className="meta">{model.missing}</p> : null}
        <div className="keys">
          {newest?.state === "ready" && !newest.isOld
            ? key(`retrainings/${newest.id}/use`, "Use it", "The next comment is judged by it.", true)
            : null}
          {isMade || model.missing ? null : key("retrainings", "Retrain with your decisions", "")}
          {inUse ? key("shipped", "Go back to the shipped model", "The shipped model judges alone again.") : null}
        </div>
      </section>
    </>
  );
}

const rows: { name: keyof Measures; label: (of: Retraining) => string; isWanted: boolean }[] = [
  { name: "rejected", label: ({ figures }) => `of ${figures?.heldOut.rejected} you rejected`, isWanted: true },
  { name: "letStand", label: ({ figures }) => `of ${figures?.heldOut.letStand} you let stand`, isWanted: false },
  { name: "abuse", label: () => "of abusive sentences of ours", isWanted: true },
  { name: "plain", label: () => "of plain sentences of ours", isWanted: false },
];

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** What is found by the shipped model and by the retrained one, of what neither of them has learnt from. */
function Figures({ of }: { of: Retraining }) {
  const { figures } = of;
  if (!figures) return null;
  const worse = rows.filter(({ name, isWanted }) =>
    isWanted ? figures.retrained[name] < figures.shipped[name] : figures.retrained[name] > figures.shipped[name],
  );
  return (
    <>
      <Scroll label="What is found, shipped and retrained">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Found</th>
              <th scope="col">Wanted</th>
              <th className="num" scope="col">
                Shipped
              </th>
              <th className="num" scope="col">
                Retrained
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, label, isWanted }) => (
              <tr key={name}>
                <th scope="row">{label(of)}</th>
                <td data-label="Wanted">{isWanted ? "many" : "few"}</td>
                <td className="num" data-label="Shipped">
                  {percent(figures.shipped[name])}
                </td>
                <td className="num" data-label="Retrained">
                  {percent(figures.retrained[name])}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p className="meta">
        Learnt from {(figures.learntFrom.rejected + figures.learntFrom.letStand).toLocaleString("en")} decisions;
        measured on comments of other people.{" "}
        {worse.length > 0 ? (
          <b>It finds {worse.map((row) => `${row.isWanted ? "fewer" : "more"} ${row.label(of)}`).join(", and ")}.</b>
        ) : null}
      </p>
    </>
  );
}
