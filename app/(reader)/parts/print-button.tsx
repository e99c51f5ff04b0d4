"use client";

/** What the browser's menu does as well. */
export const PrintButton = ({ label }: { label: string }) => (
  <button className="button quiet by-script" onClick={() => print()} type="button">
    {label}
  </button>
);
