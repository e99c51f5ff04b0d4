import { methodsAt } from "@/lib/server/registry.ts";

export const { POST } = methodsAt("/api/v1/desk/staff/{memberId}/revocations");
