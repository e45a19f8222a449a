// Makes the pictures of the README and the book again: npm ci && node pictures.mjs [BINARY]
import { execFileSync } from "node:child_process";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
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
async function picture(name, html, size = { width: 1000, height: 530 }, kind = name === "nation" ? "jpg" : "png") {
  const page = await browser.newPage({ viewport: size });
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

// The page of the terminal: as the program colours it, in the colours of most terminals.
const COLOURS = { 31: "#ff7b72", 32: "#7ee787", 33: "#e3b341", 34: "#79c0ff", 35: "#d2a8ff", 36: "#76e3ea" };
const shown = execFileSync(binary, ["audit", ...PICTURES.county, "--fail-on", "never", "--color", "always"], { cwd: root, encoding: "utf8" });
const lines = shown.split("\n").slice(0, 21).join("\n").replace(/\x1b\]8;[^\x1b\x07]*(\x1b\\|\x07)/g, "");
const plain = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
const style = (codes) => codes.map((code) => (code === "1" ? "font-weight:700" : code === "2" ? "opacity:.7" : code === "4" ? "text-decoration:underline" : COLOURS[code] ? `color:${COLOURS[code]}` : "")).join(";");
const spans = lines.split(/\x1b\[([0-9;]*)m/).map((part, at) => (at % 2 === 0 ? plain(part) : `</span><span style="${style(part.split(";"))}">`)).join("");
const terminal = join(work, "terminal.html");
writeFileSync(terminal, `<!doctype html><meta charset="utf-8"><style>body{margin:0;background:#0d1117;color:#e6edf3;padding:18px 24px}pre{font:15px/1.35 "DejaVu Sans Mono",Consolas,monospace;margin:0}</style><pre><span>$ pollworthy audit inventories/example-county\n\n${spans}</span></pre>`);
await picture("terminal", terminal, { width: 780, height: 500 });
await browser.close();
