import { type ChildProcess, execFile, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const debian = "/usr/share/wordpress";

/** A WordPress of Debian's package in a folder of its own, with a MariaDB of its own behind a socket. */
export type Site = {
  url: string;
  admin: { name: string; password: string };
  /** Asks it for an address of its own: names below localhost are known to browsers, and not to every program. */
  ask(address: string, more?: RequestInit): Promise<Response>;
  /** Runs PHP inside of it; what it prints is answered. */
  php(code: string): Promise<string>;
  /** What WordPress and our plugin complained about. */
  complaints(): string[];
  stop(): Promise<void>;
};

/** What must be installed; the words say how. */
export function assertDebian() {
  const missing = [debian, "/usr/sbin/mariadbd", "/usr/bin/php"].filter((file) => !fs.existsSync(file));
  if (missing.length > 0)
    throw new Error(
      `${missing.join(", ")} is missing. On Debian: apt-get install --no-install-recommends wordpress wordpress-theme-twentytwentythree php-cli php-mysql php-xml php-mbstring php-curl php-gd mariadb-server`,
    );
}

export async function openSite(dir: string, { host, port }: { host: string; port: number }): Promise<Site> {
  const database = await openDatabase(path.join(dir, "mariadb"));
  const root = path.join(dir, "wordpress");
  await run("cp", ["-rL", debian, root]);
  const plugin = path.join(root, "wp-content/plugins/masthead");
  fs.cpSync(path.resolve(import.meta.dirname, "../masthead"), plugin, { recursive: true });
  const log = path.join(dir, "debug.log");
  fs.writeFileSync(path.join(root, "wp-config.php"), config(database.socket, log));
  fs.writeFileSync(path.join(root, "router.php"), router);
  const url = `http://${host}:${port}`;
  const admin = { name: "ada", password: "a long password for a trial" };
  const php = async (code: string) => {
    const file = path.join(dir, `run-${process.hrtime.bigint()}.php`);
    fs.writeFileSync(
      file,
      `<?php $_SERVER["HTTP_HOST"] = "${host}:${port}"; $_SERVER["SERVER_NAME"] = "${host}"; ${code}`,
    );
    const { stdout } = await run("php", [file], { cwd: root, maxBuffer: 50_000_000 });
    fs.rmSync(file);
    return stdout;
  };
  await php(installing(url, admin));
  const server = spawn("php", ["-S", `127.0.0.1:${port}`, "-t", root, path.join(root, "router.php")], {
    env: { ...process.env, PHP_CLI_SERVER_WORKERS: "6" },
    stdio: "ignore",
    detached: true,
  });
  await until(async () => (await fetch(`http://127.0.0.1:${port}/wp-login.php`, { headers: { host } })).ok);
  return {
    url,
    admin,
    ask: (address, more = {}) =>
      fetch(address.replace(`//${host}:`, "//127.0.0.1:"), {
        ...more,
        headers: { ...more.headers, host: `${host}:${port}` },
      }),
    php: (code) => php(`require "${root}/wp-load.php"; ${code}`),
    complaints: () =>
      (fs.existsSync(log) ? fs.readFileSync(log, "utf8") : "").split("\n").filter((line) => line.includes("PHP ")),
    async stop() {
      await ended(server, true);
      await database.stop();
    },
  };
}

async function openDatabase(dir: string) {
  fs.mkdirSync(dir);
  const socket = path.join(dir, "s");
  const asRoot = process.getuid?.() === 0 ? ["--user=root"] : [];
  const where = ["--no-defaults", `--datadir=${dir}/data`];
  await run("mariadb-install-db", [...where, "--auth-root-authentication-method=normal", "--skip-test-db", ...asRoot]);
  const server = spawn(
    "/usr/sbin/mariadbd",
    [...where, `--socket=${socket}`, `--pid-file=${dir}/pid`, "--skip-networking", ...asRoot],
    { stdio: "ignore" },
  );
  const sql = (words: string) => run("mariadb", ["--no-defaults", `--socket=${socket}`, "-uroot", "-e", words]);
  await until(async () => Boolean(await sql("select 1")));
  await sql("create database courier character set utf8mb4");
  return { socket, stop: () => ended(server) };
}

const config = (socket: string, log: string) => `<?php
define("DB_NAME", "courier"); define("DB_USER", "root"); define("DB_PASSWORD", ""); define("DB_HOST", "localhost:${socket}");
define("DB_CHARSET", "utf8mb4"); define("DB_COLLATE", "");
foreach (["AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE"] as $name) { define($name . "_KEY", "trial " . $name); define($name . "_SALT", "salt " . $name); }
$table_prefix = "wp_";
define("WP_DEBUG", true); define("WP_DEBUG_DISPLAY", false); define("WP_DEBUG_LOG", "${log}");
define("WP_HTTP_BLOCK_EXTERNAL", true); define("WP_ACCESSIBLE_HOSTS", "*.localhost"); define("AUTOMATIC_UPDATER_DISABLED", true);
if (!defined("ABSPATH")) define("ABSPATH", __DIR__ . "/");
require_once ABSPATH . "wp-settings.php";
`;

/** Addresses that are no files belong to WordPress. */
const router = `<?php
$path = __DIR__ . urldecode(parse_url($_SERVER["REQUEST_URI"], PHP_URL_PATH));
if (is_file($path) || ($_SERVER["REQUEST_URI"] !== "/" && is_file(rtrim($path, "/") . "/index.php") && rtrim($path, "/") !== __DIR__)) return false;
$_SERVER["SCRIPT_NAME"] = "/index.php"; $_SERVER["PHP_SELF"] = "/index.php"; $_SERVER["SCRIPT_FILENAME"] = __DIR__ . "/index.php";
require __DIR__ . "/index.php";
`;

const installing = (url: string, admin: Site["admin"]) => `
define("WP_INSTALLING", true); define("WP_SITEURL", "${url}"); require "wp-load.php"; require_once ABSPATH . "wp-admin/includes/upgrade.php";
wp_install("The Courier", "${admin.name}", "ada@courier.example", true, "", "${admin.password}");
update_option("siteurl", "${url}"); update_option("home", "${url}"); update_option("blogdescription", "What the river saw.");
switch_theme("twentytwentythree"); global $wp_rewrite; $wp_rewrite->set_permalink_structure("/%year%/%postname%/"); flush_rewrite_rules();
`;

/** Ends what was started here, and whatever it started. */
export async function ended(child: ChildProcess, isGroup = false) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  process.kill(isGroup ? -child.pid : child.pid, "SIGTERM");
  await gone;
}

/** Asks again until it holds, for two minutes at most. */
export async function until(holds: () => Promise<boolean>, what = "it") {
  const last = performance.now() + 120_000;
  for (;;) {
    if (await holds().catch(() => false)) return;
    if (performance.now() > last) throw new Error(`For two minutes was waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}
