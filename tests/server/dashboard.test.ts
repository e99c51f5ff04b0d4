import fs from "node:fs";
import { expect, test } from "vitest";
import { metrics } from "@/lib/metrics.ts";

type Dashboard = { panels: { title: string; targets: { expr: string; legendFormat: string }[] }[] };
const file = new URL("../../deploy/grafana-dashboard.json", import.meta.url);
const { panels } = JSON.parse(fs.readFileSync(file, "utf8")) as Dashboard;

test("every figure of the dashboard is one that we give, with labels that it has", async () => {
  const text = await metrics().registry.metrics();
  const kinds = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, kind]) => [name, kind]));
  const exprs = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  const named = exprs.flatMap((expr) => expr.match(/masthead_\w+/g) ?? []);
  expect(named.length).toBeGreaterThan(8);
  for (const name of named) {
    const bare = name.replace(/_(bucket|sum|count)$/, "");
    const isPart = bare !== name && kinds.get(bare) === "histogram";
    expect(isPart ? "histogram" : kinds.get(name), name).toBeDefined();
  }
  const ours = ["contract", "status", "code", "kind", "outcome", "source", "state", "le", "instance", "job"];
  for (const { targets } of panels)
    for (const { expr, legendFormat } of targets) {
      const used = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, names = ""]) => names.split(/,\s*/));
      for (const label of [...used, ...[...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name)])
        expect(ours).toContain(label);
    }
});

test("every figure of our own stands on the dashboard", async () => {
  const own = (await metrics().registry.getMetricsAsJSON())
    .map(({ name }) => name)
    .filter((name) => !/^masthead_(process|nodejs)_/.test(name));
  const shown = JSON.stringify(panels);
  expect(own.length).toBeGreaterThan(3);
  for (const name of own) expect(shown).toContain(name);
});
