/**
 * The doors between rooms, downwards only. What must go upwards travels as a job in the same transaction.
 * Each room: what it may import besides tools (lib/*.ts), emails and its own files.
 */
const rooms = {
  members: [],
  stories: [],
  // One sign-in with the publisher: their login in, our tokens out.
  sso: ["members"],
  plans: ["members", "stories"],
  // Whom a mailing is for: pieces of SQL that ask other rooms' tables, and never write them.
  audiences: [],
  delivery: ["members", "audiences"],
  bookmarks: ["members", "stories", "plans", "delivery"],
  comments: ["members", "stories", "delivery"],
  // What readers do with a mail: counted, not watched.
  figures: ["members", "delivery"],
  newsletters: ["members", "stories", "audiences", "delivery", "figures"],
  // Mails that a reader gets one after another, from a moment of their own on.
  series: ["members", "newsletters", "audiences", "delivery"],
  // One mail to one person, at the word of a program of the publisher's.
  messages: ["members", "newsletters", "delivery"],
  offers: ["members", "newsletters", "plans", "audiences", "delivery", "figures"],
  // What a reader had begun before signing in: it calls the verbs of every room that one can begin something in.
  intents: ["members", "sso", "stories", "bookmarks", "comments", "newsletters", "offers"],
  // What a publisher's own pages need of us, and which pages those are.
  hosts: ["members", "stories", "bookmarks", "comments"],
  keys: [],
  // It tells other servers what the rooms wrote into the outbox (lib/outbox.ts), and calls none of them.
  webhooks: [],
  // The API as a TypeScript file, made out of its own document.
  "typed-client": [],
  // What is held on a member, gathered from the rooms that hold it: to be taken away, and to be erased.
  "personal-data": [
    "members",
    "bookmarks",
    "comments",
    "delivery",
    "figures",
    "webhooks",
    "plans",
    "offers",
    "messages",
    "series",
  ],
  desk: ["members", "stories", "bookmarks", "comments", "newsletters", "offers", "plans", "delivery", "webhooks"],
};
const roomNames = Object.keys(rooms);
const doors = roomNames.map((room) => {
  const closed = [
    ...roomNames.filter((other) => other !== room && !rooms[room].includes(other)),
    "server",
    "worker",
    "cli",
    "embed",
  ];
  return {
    name: `door-of-${room}`,
    severity: "error",
    from: { path: `^lib/${room}/` },
    to: { path: `^(lib/(${closed.join("|")})/|app/)` },
  };
});

module.exports = {
  forbidden: [
    ...doors,
    {
      name: "tools-import-tools",
      severity: "error",
      from: { path: "^lib/[^/]+\\.tsx?$" },
      to: { path: "^(lib/[^/]+/(?!prisma/)|app/)", pathNot: "^lib/generated/" },
    },
    {
      // It runs in other people's pages.
      name: "embed-stands-alone",
      severity: "error",
      from: { path: "^lib/embed/" },
      to: { path: "^(lib|app|emails|prisma|node_modules)/", pathNot: "^lib/embed/" },
    },
    { name: "mails-are-pure", severity: "error", from: { path: "^emails/" }, to: { path: "^(lib|app|prisma)/" } },
    { name: "nothing-imports-app", severity: "error", from: { path: "^(lib|emails|prisma)/" }, to: { path: "^app/" } },
    {
      name: "screens-know-no-prisma",
      severity: "error",
      from: { path: "^app/" },
      to: { path: "^(lib/generated/|lib/db\\.ts|prisma/|node_modules/(pg|@prisma)/)" },
    },
    {
      name: "desk-reads-only",
      severity: "error",
      from: { path: "^lib/desk/" },
      to: { path: "^lib/[^/]+/(jobs|writes)\\.ts$" },
    },
    {
      // A type is gone when the code runs, and what a job loads when it runs is loaded after both.
      name: "no-circles",
      severity: "error",
      from: {},
      to: {
        circular: true,
        viaOnly: { pathNot: "^lib/generated/", dependencyTypesNot: ["type-only", "dynamic-import"] },
      },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "not-to-dev",
      severity: "error",
      from: { path: "^(app|lib|emails)/" },
      to: { dependencyTypes: ["npm-dev"], pathNot: "@types/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^lib/generated/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".js", ".mjs", ".cjs", ".json"],
    },
  },
};
