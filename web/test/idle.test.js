import assert from "node:assert/strict";
import { test } from "node:test";
import "./element-stub.js";
const { idleState } = await import("../src/elements/idle.js");

test("the warning comes before the end and counts whole seconds down", () => {
  assert.deepEqual(idleState(0, 30, 10), { state: "on", left: 30 });
  assert.deepEqual(idleState(19.9, 30, 10), { state: "on", left: 11 });
  assert.deepEqual(idleState(20, 30, 10), { state: "warned", left: 10 });
  assert.deepEqual(idleState(29.5, 30, 10), { state: "warned", left: 1 });
  assert.deepEqual(idleState(30, 30, 10), { state: "out", left: 0 });
});

test("without a warning there is none", () => {
  assert.equal(idleState(19.9, 20, 0).state, "on");
  assert.equal(idleState(20, 20, 0).state, "out");
});
