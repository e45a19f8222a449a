// What both browser tests need: the program under test, a browser, checks that are counted, and what axe-core objects to.
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const binary = process.argv[2] ?? join(root, "target/debug/pollworthy");
/** The folder that pictures go to, if they are wanted. */
export const pictures = process.env.POLLWORTHY_PICTURES;
/** A new folder for this run. */
export const work = mkdtempSync(join(tmpdir(), "pollworthy-browser-"));

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const found = ["chromium", "chromium-browser", "google-chrome"].map((name) => `/usr/bin/${name}`).find((path) => existsSync(path));

let passed = 0;
const failures = [];

/** Counts a check, and prints what was seen where it fails. */
export function check(what, holds, seen = "") {
  if (holds) {
    passed += 1;
    return;
  }
  failures.push(what);
  console.log(`FAILED: ${what} ${typeof seen === "string" ? seen : JSON.stringify(seen)}`.slice(0, 3000));
}

/** Prints the counts, and sets the exit code. */
export function ended(name) {
  console.log(`${name}: ${passed} passed, ${failures.length} failed`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

export const launched = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? found, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });

/** What axe-core objects to on a page, by WCAG 2.2 AA. */
export async function objections(page) {
  await page.evaluate(axe);
  const violations = await page.evaluate(
    async (tags) => (await window.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] })).violations,
    TAGS,
  );
  return violations.map((of) => `${of.id} (${of.nodes.length}): ${of.nodes[0].html.slice(0, 200)} ${of.nodes[0].failureSummary}`);
}
