import assert from "node:assert/strict";
import { test } from "node:test";
import { coalesce } from "../src/elements/coalesce.js";

/** A run that ends when told to. */
function gated() {
  const gates = [];
  const state = { runs: 0, atOnce: 0, most: 0 };
  const run = () => {
    state.runs++;
    state.most = Math.max(state.most, ++state.atOnce);
    return new Promise((done, fail) => {
      const end = (how) => (value) => {
        state.atOnce--;
        how(value);
      };
      gates.push({ done: end(done), fail: end(fail) });
    });
  };
  return { gates, state, ask: coalesce(run) };
}

const turn = () => new Promise((done) => setImmediate(done));

test("many who ask during a run are served by one more", async () => {
  const { gates, state, ask } = gated();
  const all = Array.from({ length: 50 }, () => ask());
  await turn();
  assert.equal(state.runs, 1);
  ask();
  ask();
  gates[0].done();
  await turn();
  assert.equal(state.runs, 2);
  gates[1].done();
  await Promise.all(all);
  assert.deepEqual(state, { runs: 2, atOnce: 0, most: 1 });
});

test("one who asks late, when nothing is under way, gets a run", async () => {
  const { gates, state, ask } = gated();
  const first = ask();
  gates[0].done();
  await first;
  assert.equal(state.runs, 1);
  const second = ask();
  gates[1].done();
  await second;
  assert.equal(state.runs, 2);
});

test("a failed run does not stop the next", async () => {
  const { gates, state, ask } = gated();
  const first = ask();
  ask();
  gates[0].fail(new Error("the network is gone"));
  await turn();
  assert.equal(state.runs, 2);
  gates[1].done();
  await first;
});
