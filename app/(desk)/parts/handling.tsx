import type { Handling as Position } from "@/lib/comments/rules/schema.ts";

const positions: { value: Position; label: string }[] = [
  { value: "off", label: "Off" },
  { value: "nudge", label: "Nudge" },
  { value: "hold", label: "Hold" },
  { value: "refuse", label: "Refuse" },
];

/** What becomes of a comment in which something is found: one of four, side by side. */
export function Handling(props: {
  legend: string;
  hint: string;
  name: string;
  value: Position;
  onChange: (value: Position) => void;
}) {
  return (
    <fieldset className="dial">
      <legend>{props.legend}</legend>
      <p className="hint">{props.hint}</p>
      <div className="positions">
        {positions.map(({ value, label }) => (
          <label key={value}>
            <input
              checked={props.value === value}
              name={props.name}
              onChange={() => props.onChange(value)}
              type="radio"
              value={value}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
