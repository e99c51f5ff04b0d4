import fs from "node:fs";

/** The system's Chromium, or undefined where Playwright's own must do. */
export const systemChromium = () =>
  [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
    (file) => file && fs.existsSync(file),
  );
