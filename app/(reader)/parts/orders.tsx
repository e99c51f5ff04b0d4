"use client";

const orders = [
  ["newest", "Newest"],
  ["oldest", "Oldest"],
  ["recommended", "Most recommended"],
  ["picks", "Editors’ picks"],
] as const;
export type Order = (typeof orders)[number][0];

/** Links, so that they work without scripts; with them the page stays, and so does what is being written on it. */
export const Orders = (props: {
  storyId: string;
  order: Order;
  /** There are editors' picks; where there are none, nobody can ask for them. */
  hasPicks: boolean;
  onSort: (order: Order) => void;
}) => (
  <nav aria-label="Order of comments" className="orders">
    {orders.map(([order, label]) => {
      if (order === "picks" && !props.hasPicks && props.order !== "picks") return null;
      const href = `/stories/${props.storyId}?order=${order}#comments`;
      return (
        <a
          aria-current={order === props.order ? "true" : undefined}
          href={href}
          key={order}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
            event.preventDefault();
            window.history.replaceState(null, "", href);
            props.onSort(order);
          }}
        >
          {label}
        </a>
      );
    })}
  </nav>
);
