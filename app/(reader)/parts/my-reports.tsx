"use client";
import { createContext, type ReactNode, useContext, useState } from "react";
import type { ReportReason } from "@/lib/comments/report-reasons.ts";

export type Report = { reason: ReportReason; note: string | null };

const Mine = createContext<{
  reports: ReadonlyMap<string, Report>;
  put(commentId: string, report: Report | null): void;
}>({ reports: new Map(), put: () => {} });

/** What this member has reported under a story, known to every comment on the page. */
export function MyReports(props: { first: (Report & { commentId: string })[]; children: ReactNode }) {
  const [reports, setReports] = useState<ReadonlyMap<string, Report>>(
    () => new Map(props.first.map(({ commentId, ...report }) => [commentId, report])),
  );
  function put(commentId: string, report: Report | null) {
    setReports(
      (now) => new Map([...now].filter(([id]) => id !== commentId).concat(report ? [[commentId, report]] : [])),
    );
  }
  return <Mine value={{ reports, put }}>{props.children}</Mine>;
}

export function useMyReport(commentId: string) {
  const { reports, put } = useContext(Mine);
  return { report: reports.get(commentId) ?? null, put: (report: Report | null) => put(commentId, report) };
}
