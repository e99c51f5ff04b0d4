import { methodsAt } from "@/lib/server/registry.ts";

export const { GET, OPTIONS } = methodsAt("/api/v1/report-reasons");
