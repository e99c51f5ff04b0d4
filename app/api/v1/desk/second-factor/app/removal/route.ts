import { methodsAt } from "@/lib/server/registry.ts";

export const { POST } = methodsAt("/api/v1/desk/second-factor/app/removal");
