"use client";
import { useEffect, useState } from "react";

/** Where this browser is, as a field of a form; without scripts nothing is said. */
export function HereIsMyZone() {
  const [zone, setZone] = useState("");
  useEffect(() => setZone(Intl.DateTimeFormat().resolvedOptions().timeZone), []);
  return zone ? <input name="timeZone" type="hidden" value={zone} /> : null;
}
