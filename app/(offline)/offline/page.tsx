import type { Metadata } from "next";
import { DevicePages } from "../parts/device-pages.tsx";

export const metadata: Metadata = { title: "Reading list", robots: "noindex" };

/** What stands in the place of the reading list and of saved stories when they cannot be reached (reading-list-worker.js). */
export default function Offline() {
  return <DevicePages />;
}
