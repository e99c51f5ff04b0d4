"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useState } from "react";

/** The way to the offers, with how many are new. Whoever has been there has seen them, also while the head of the page stays. */
export function OffersLink({ fresh }: { fresh: number }) {
  const isThere = usePathname() === "/offers";
  const [wasThere, setWasThere] = useState(false);
  useEffect(() => {
    if (isThere) setWasThere(true);
  }, [isThere]);
  return (
    <Link href="/offers" prefetch={false}>
      Offers
      {fresh > 0 && !isThere && !wasThere ? (
        <span className="new-offers">
          {" "}
          {fresh}
          <span className="hidden"> new</span>
        </span>
      ) : null}
    </Link>
  );
}
