import assert from "node:assert/strict";
import { test } from "node:test";
import "./element-stub.js";
const { elapsedText, minutesText, reading } = await import("../src/elements/clock.js");

test("time gone is minutes and seconds, with hours when there are any", () => {
  assert.equal(elapsedText(0), "0:00");
  assert.equal(elapsedText(59_999), "0:59");
  assert.equal(elapsedText(723_000), "12:03");
  assert.equal(elapsedText(3_600_000), "1:00:00");
  assert.equal(elapsedText(36_125_000), "10:02:05");
});

test("a start in the future, from a clock that is wrong, is no time gone", () => {
  assert.equal(elapsedText(-5000), "0:00");
  assert.equal(minutesText(-5000, "分钟"), "0\u00a0分钟");
});

test("the norm is passed only beyond it", () => {
  const at = (now) => reading({ now, since: 0, until: null, norm: 600, unit: null });
  assert.deepEqual(at(600_000), { text: "10:00", over: false });
  assert.deepEqual(at(600_001), { text: "10:00", over: true });
});

test("time without a norm is never over, not even with a norm of nought missing", () => {
  assert.equal(reading({ now: 1e9, since: 0, until: null, norm: null, unit: null }).over, false);
  assert.equal(reading({ now: 1, since: 0, until: null, norm: 0, unit: null }).over, true);
});

test("time left runs to nought and is over then", () => {
  const at = (now) => reading({ now, since: null, until: 60_000, norm: null, unit: null });
  assert.deepEqual(at(0), { text: "1:00", over: false });
  assert.deepEqual(at(61_000), { text: "0:00", over: true });
});

test("with a unit, whole minutes are said", () => {
  assert.equal(reading({ now: 509_000, since: 0, until: null, norm: null, unit: "分钟" }).text, "8\u00a0分钟");
});
