// Makes the pictures of the README and the book again: npm ci && node pictures.mjs [BINARY]
import { execFileSync } from "node:child_process";
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { binary, launched, root, work } from "./checks.mjs";

const PICTURES = {
  nation: ["inventories/us-2018", "--as-of", "2018-07-31", "--waivers", "rules/waivers-us-2018.toml"],
  county: ["inventories/example-county", "--as-of", "2026-11-22"],
};
const folder = join(root, "docs/pictures");
mkdirSync(folder, { recursive: true });
const browser = await launched();

// A map has too many shades for a small PNG.
async function picture(name, html, kind = name === "nation" ? "jpg" : "png") {
  const page = await browser.newPage({ viewport: { width: 1000, height: 530 } });
  await page.goto(pathToFileURL(html).href);
  const file = join(folder, `${name}.${kind}`);
  await page.screenshot({ path: file, ...(kind === "jpg" ? { type: "jpeg", quality: 70 } : {}) });
  await page.close();
  console.log(`${name}.${kind}: ${statSync(file).size} bytes`);
}

for (const [name, asked] of Object.entries(PICTURES)) {
  const html = join(work, `${name}.html`);
  execFileSync(binary, ["audit", ...asked, "--quiet", "--fail-on", "never", "--format", `html=${html}`], { cwd: root });
  await picture(name, html);
}
const intake = join(work, "intake.html");
execFileSync(binary, ["init", "--page", intake], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
await picture("intake", intake);
await browser.close();
