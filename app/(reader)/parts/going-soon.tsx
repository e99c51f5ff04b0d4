import Link from "next/link";
import type { Ctx, Member } from "@/lib/context.ts";
import { erasureOf } from "@/lib/personal-data/ask-erasure.ts";
import { exactly } from "./times.ts";

/** On every page of somebody who asked to be erased and signed in again: when, and the way to take it back. */
export async function GoingSoon({ ctx }: { ctx: Ctx<Member> }) {
  const erasure = await erasureOf(ctx);
  if (!erasure) return null;
  return (
    <p className="narrow said waits going-soon">
      You asked to be erased; it happens on {exactly(erasure.dueAt)}.{" "}
      <Link href="/account/data#leave">Stay a member after all?</Link>
    </p>
  );
}
