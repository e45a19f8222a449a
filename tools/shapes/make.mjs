// Makes the shapes that maps are drawn from: npm ci && node make.mjs
//
// Reads the boundaries of us-atlas (U.S. Census Bureau, already projected: Albers, with Alaska and Hawaii set below), drops the points
// that no map of ours can show, and writes them to src/render/html/shapes as text: borders ("arcs") once, then each shape as rings of
// borders. Neighbours share their borders, so that no gap opens between them.
import { readFileSync, writeFileSync, copyFileSync } from "node:fs";
import { createRequire } from "node:module";
import polylabel from "polylabel";

const require = createRequire(import.meta.url);
const to = new URL("../../src/render/html/shapes/", import.meta.url);
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** A whole number in digits of five bits, the lowest first; the sign in the lowest bit, a sixth bit where more digits follow. */
function written(number) {
  let left = number < 0 ? -number * 2 - 1 : number * 2;
  let text = "";
  do {
    const low = left % 32;
    left = Math.floor(left / 32);
    text += DIGITS[low + (left > 0 ? 32 : 0)];
  } while (left > 0);
  return text;
}

function decoded(topology) {
  const { scale, translate } = topology.transform;
  return topology.arcs.map((arc) => {
    let [x, y] = [0, 0];
    return arc.map(([dx, dy]) => ((x += dx), (y += dy), [x * scale[0] + translate[0], y * scale[1] + translate[1]]));
  });
}

const area = ([ax, ay], [bx, by], [cx, cy]) => Math.abs((ax - cx) * (by - ay) - (ax - bx) * (cy - ay)) / 2;

/** A border without the points that span less than an area with their neighbours (Visvalingam); a closed one keeps at least six. */
function simplified(arc, least) {
  const points = arc.slice();
  const closed = points[0][0] === points.at(-1)[0] && points[0][1] === points.at(-1)[1];
  const floor = closed ? 7 : 2;
  while (points.length > floor) {
    let best = -1;
    let smallest = least;
    for (let at = 1; at + 1 < points.length; at++) {
      const spans = area(points[at - 1], points[at], points[at + 1]);
      if (spans < smallest) [best, smallest] = [at, spans];
    }
    if (best < 0) break;
    points.splice(best, 1);
  }
  return points;
}

const polygons = (geometry) =>
  geometry.type === "Polygon" ? [geometry.arcs] : geometry.type === "MultiPolygon" ? geometry.arcs : [];

function points(ring, arcs) {
  const joined = ring.flatMap((at) => (at < 0 ? arcs[~at].slice().reverse() : arcs[at]).slice(0, -1));
  return [...joined, joined[0]];
}

const spanned = (ring) =>
  Math.abs(ring.reduce((sum, [x, y], at) => sum + x * (ring[(at + 1) % ring.length][1]) - y * ring[(at + 1) % ring.length][0], 0) / 2);

/** Writes the shapes of one object of a topology: on a grid of so many steps a pixel, less than `least(id)` square pixels left out. */
function write(name, topology, object, grid, least, islands) {
  const whole = decoded(topology);
  const thresholds = new Array(whole.length).fill(Infinity);
  const shapes = object.geometries
    .filter((geometry) => geometry.id && polygons(geometry).length > 0)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((geometry) => {
      const rings = polygons(geometry).flatMap((polygon) =>
        polygon.map((ring, at) => ({ ring, outer: at === 0, area: spanned(points(ring, whole)) })),
      );
      const largest = Math.max(...rings.map((ring) => ring.area));
      // The largest ring stays, and what else can be seen.
      const kept = rings.filter((ring) => ring.area === largest || ring.area > islands(geometry.id));
      for (const { ring } of kept)
        for (const at of ring) {
          const arc = at < 0 ? ~at : at;
          thresholds[arc] = Math.min(thresholds[arc], least(geometry.id));
        }
      return { id: geometry.id, rings: kept };
    })
    // Three cities of Virginia are too small for the source, which has a line or a point of them: maps list them by name.
    .filter(({ rings }) => rings.some(({ ring }) => points(ring, whole).length > 3));
  const renumbered = new Map();
  const lines = [];
  const fine = (arc, least) => {
    const points = simplified(arc, least).map(([x, y]) => [Math.round(x * grid), Math.round(y * grid)]);
    return points.filter(([x, y], i) => i === 0 || i + 1 === points.length || x !== points[i - 1][0] || y !== points[i - 1][1]);
  };
  const scaled = whole.map((arc, at) => (thresholds[at] === Infinity ? null : fine(arc, thresholds[at])));
  // A ring of few borders may be left with too few points to be one: its borders are then drawn finer.
  for (const { rings } of shapes)
    for (const { ring } of rings)
      for (let tries = 0; tries < 12 && points(ring, scaled).length < 6; tries++)
        for (const at of ring) {
          const arc = at < 0 ? ~at : at;
          thresholds[arc] /= 4;
          scaled[arc] = fine(whole[arc], thresholds[arc]);
        }
  for (const { rings } of shapes)
    for (const { ring } of rings)
      for (const at of ring) {
        const arc = at < 0 ? ~at : at;
        if (renumbered.has(arc)) continue;
        renumbered.set(arc, renumbered.size);
        let [x, y] = [0, 0];
        lines.push(scaled[arc].map(([nx, ny]) => {
          const text = written(nx - x) + written(ny - y);
          [x, y] = [nx, ny];
          return text;
        }).join(""));
      }
  const head = [
    `# Made by tools/shapes from us-atlas 3.0.1 (ISC, see LICENSE-us-atlas); boundaries: U.S. Census Bureau, public domain.`,
    `# Numbers: digits of five bits, the lowest first, the sign in the lowest bit. Above the empty line a border each: steps x, y.`,
    `# Below it a shape each: id; where its label stands and how far the nearest border is; rings of borders, ~ where run backwards,`,
    `# each the difference to the one before. Grid: ${grid} a pixel of 975 by 610.`,
  ];
  const body = shapes.map(({ id, rings }) => {
    const largest = rings.reduce((a, b) => (b.area > a.area ? b : a));
    const holes = rings.filter((ring) => !ring.outer).map(({ ring }) => points(ring, scaled));
    const at = polylabel([points(largest.ring, scaled), ...holes], 1);
    const centre = written(Math.round(at[0])) + written(Math.round(at[1])) + written(Math.round(at.distance));
    const outline = rings.map(({ ring }) => {
      let last = 0;
      return ring.map((one) => {
        const next = one < 0 ? ~renumbered.get(~one) : renumbered.get(one);
        const text = written(next - last);
        last = next;
        return text;
      }).join("");
    });
    return `${id} ${centre} ${outline.join(" ")}`;
  });
  const text = [...head, ...lines, "", ...body, ""].join("\n");
  writeFileSync(new URL(name, to), text);
  console.log(name, shapes.length, "shapes,", lines.length, "borders,", text.length, "bytes");
}

const states = JSON.parse(readFileSync(require.resolve("us-atlas/states-albers-10m.json"), "utf8"));
write("states.txt", states, states.objects.states, 4, () => 0.12, () => 0.6);

const counties = JSON.parse(readFileSync(require.resolve("us-atlas/counties-albers-10m.json"), "utf8"));
const arcs = decoded(counties);
/** How large a state is on the map of the nation: each is drawn as large as the page, so the smaller the finer. */
const sizes = new Map(
  counties.objects.states.geometries.map((geometry) => {
    const all = polygons(geometry).flat().flatMap((ring) => points(ring, arcs));
    const across = (axis) => Math.max(...all.map((p) => p[axis])) - Math.min(...all.map((p) => p[axis]));
    return [geometry.id, Math.max(across(0), across(1))];
  }),
);
const size = (id) => sizes.get(id.slice(0, 2)) ?? 100;
// Of a state 900 pixels wide a triangle of two square pixels, and an island of eight, can be seen.
const seen = (id, pixels) => pixels * (size(id) / 900) ** 2;
write("counties.txt", counties, counties.objects.counties, 25, (id) => seen(id, 2), (id) => seen(id, 10));

copyFileSync(require.resolve("us-atlas/package.json").replace("package.json", "LICENSE"), new URL("LICENSE-us-atlas", to));
