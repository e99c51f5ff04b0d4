import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { nextAuthOptions } from "@/lib/members/next-auth.ts";
import { house } from "@/lib/wiring.ts";

/** Built at the first request, for a build has no house. */
const handler = (request: NextRequest, context: { params: Promise<{ nextauth: string[] }> }) => {
  const here = house();
  process.env.NEXTAUTH_URL ??= here.env.http.appUrl;
  return NextAuth(request as never, context as never, nextAuthOptions(here)) as Promise<Response>;
};

export { handler as GET, handler as POST };
