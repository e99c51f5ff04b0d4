"use client";
import type { RefObject } from "react";
import { useMyReport } from "./my-reports.tsx";

/** Opens the form to report a comment; without scripts it leads to the page with the same form. */
export function ReportButton(props: {
  commentId: string;
  name: string;
  isOpen: boolean;
  button: RefObject<HTMLButtonElement | null>;
  onPress: () => void;
}) {
  const { report } = useMyReport(props.commentId);
  return (
    <form
      action={`/comments/${props.commentId}/report`}
      onSubmit={(event) => {
        event.preventDefault();
        props.onPress();
      }}
    >
      <button
        aria-expanded={props.isOpen}
        aria-label={`${report ? "Reported:" : "Report"} the comment by ${props.name}`}
        ref={props.button}
        type="submit"
      >
        {report ? "Reported" : "Report"}
      </button>
    </form>
  );
}
