import { type Counts, fateWords } from "./list-words.ts";

export type Problem = { file: string; line: number; column: string; value: string; problem: string; fix: string };

const number = (count: number) => count.toLocaleString("en");

type Props = { counts: Counts; problems: Problem[]; path: string; isDone: boolean };

/** What becomes of the rows of a list. Each is in one line of it, so they add up. Its two columns fit any screen. */
export function WhatBecomes({ counts, problems, path, isDone }: Props) {
  const there = fateWords.filter(([fate]) => counts[fate] > 0);
  const sum = there.reduce((all, [fate]) => all + counts[fate], 0);
  return (
    <>
      <table className="table list-fates">
        <thead>
          <tr>
            <th scope="col">{isDone ? "What became of it" : "What would become of it"}</th>
            <th className="num" scope="col">
              Rows
            </th>
          </tr>
        </thead>
        <tbody>
          {there.map(([fate, word, says]) => (
            <tr key={fate}>
              <td>
                {word}
                <span className="hint">{says}</span>
              </td>
              <td className="num">{number(counts[fate])}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All rows</th>
            <td className="num">{number(sum)}</td>
          </tr>
        </tfoot>
      </table>
      {problems.length > 0 ? (
        <>
          <h2>What could not be read</h2>
          <ul className="prose-list">
            {problems.map(({ file, line, value, problem, fix }) => (
              <li key={`${file} ${line}`}>
                {file ? `${file}, line ${line}` : `Line ${line}`}
                {value ? (
                  <>
                    {" "}
                    says <q>{value.slice(0, 60)}</q>
                  </>
                ) : null}
                . {problem} {fix}
              </li>
            ))}
          </ul>
          <p>
            <a className="button quiet" href={`${path}/problems.csv`}>
              Fetch them as a table
            </a>
          </p>
        </>
      ) : null}
    </>
  );
}
