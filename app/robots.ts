import type { MetadataRoute } from "next";

export const dynamic = "force-dynamic";

/** Stories, newsletters and what is said under them may be found; desks and accounts have nothing for who is not signed in. What our elements ask of the API is for search engines, too. */
export default function robots(): MetadataRoute.Robots {
  return { rules: { userAgent: "*", allow: "/", disallow: ["/desk", "/account"] } };
}
