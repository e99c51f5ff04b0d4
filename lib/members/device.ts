const systems: [RegExp, string][] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Mac OS X/, "macOS"],
  [/Windows/, "Windows"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];
const browsers: [RegExp, string][] = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
];

/** "Firefox on Linux": enough for members to know their own devices. */
export function deviceOf(request: Request): string | null {
  const agent = request.headers.get("user-agent") ?? "";
  const named = (list: [RegExp, string][]) => list.find(([mark]) => mark.test(agent))?.[1];
  const [browser, system] = [named(browsers), named(systems)];
  if (!browser && !system) return null;
  return browser && system ? `${browser} on ${system}` : (browser ?? system ?? null);
}
