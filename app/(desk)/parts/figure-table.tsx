import { Scroll } from "./scroll.tsx";

type Props = { label: string; first: string; heads: string[]; rows: Row[] };
/** `id` where names may be the same. */
type Row = { id?: string; name: string; values: string[] };

/** Figures of named things: a row for each, a number under each head. */
export function FigureTable({ label, first, heads, rows }: Props) {
  return (
    <Scroll label={label}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{first}</th>
            {heads.map((head) => (
              <th className="num" key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, name, values }) => (
            <tr key={id ?? name}>
              <th scope="row">{name}</th>
              {values.map((value, nth) => (
                <td className="num" data-label={heads[nth]} key={heads[nth]}>
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
