import assert from "node:assert/strict";
import { test } from "node:test";
import { band, cut, limitAt, monotone, place, runs, ticks, wrap } from "../src/geometry.js";

test("a gap parts a run and is never bridged", () => {
  assert.deepEqual(runs([1, 2, null, 3, undefined, null]), [[0, 1], [3]]);
  assert.deepEqual(runs([]), []);
});

test("a monotone curve stays between its points", () => {
  const path = monotone([[0, 0], [10, 10], [20, 10], [30, 0]]);
  const ys = [...path.matchAll(/-?[\d.]+ (-?[\d.]+)/g)].map((m) => Number(m[1]));
  assert.ok(Math.max(...ys) <= 10 && Math.min(...ys) >= 0, path);
});

test("a curve along y swaps nothing but the axes", () => {
  assert.equal(monotone([[0, 0], [5, 10]], 1).startsWith("M0 0C"), true);
});

test("a single point has a band, not nothing", () => {
  assert.match(band([[10, 5]], [[10, 1]], 0, 8), /^M6 5L6 1L14 1L14 5Z$/);
});

test("labels do not lie on one another", () => {
  const item = { x: 50, y: 50, w: 40, h: 16, r: 5, prefer: ["up"] };
  const [a, b] = place([item, { ...item, x: 54 }], [], { x: 0, y: 0, w: 200, h: 100 });
  const apart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
  assert.ok(apart, JSON.stringify([a, b]));
});

test("a control limit narrows as one over the root of n", () => {
  const known = [{ n: 100, half: 0.2 }, { n: 400, half: 0.1 }];
  assert.ok(Math.abs(limitAt(225, known) - 2 / 15) < 1e-12);
  assert.ok(Math.abs(limitAt(25, known) - 0.4) < 1e-12, "beyond the first");
  assert.ok(Math.abs(limitAt(1600, known) - 0.05) < 1e-12, "beyond the last");
  assert.equal(limitAt(10, []), null);
});

test("ticks are round and inside", () => {
  assert.deepEqual(ticks(0, 0.52, 5), [0, 0.2, 0.4]);
  assert.deepEqual(ticks(-1, 1, 4), [-1, -0.5, 0, 0.5, 1]);
});

test("names break at words, Chinese ones anywhere, and are cut with an ellipsis", () => {
  assert.deepEqual(wrap("Saying what is wanted", 12, 60), ["Saying", "what is", "wanted"]);
  assert.deepEqual(wrap("办理结果", 12, 26), ["办理", "结果"]);
  assert.equal(cut("abcdefghij", 10, 34), "abcde…");
});
