import assert from "node:assert/strict";
import { test } from "node:test";
import "./element-stub.js";
const { sayings, speaker } = await import("../src/elements/voice.js");

const call = (...texts) => ({ kind: "called", say: texts.map((text) => ({ lang: "zh-CN", text })) });

/** A voice whose texts end when told to, and a clock that is advanced by hand. */
function hall() {
  const spoken = [];
  const timers = [];
  const voice = speaker(
    (one, done) => spoken.push({ text: one.text, done }),
    (act, ms) => {
      const timer = { act, ms, on: true };
      timers.push(timer);
      return () => (timer.on = false);
    },
  );
  return { voice, spoken, timers, texts: () => spoken.map((one) => one.text) };
}

test("only calls and repeated calls are spoken, and only what is a text", () => {
  assert.deepEqual(sayings({ kind: "finished", say: [{ text: "x" }] }), []);
  assert.deepEqual(sayings({ kind: "called" }), []);
  assert.deepEqual(sayings({ kind: "recalled", say: [{ text: "" }, null, { text: 3 }, { text: "A042" }] }), [{ text: "A042" }]);
  assert.deepEqual(sayings(null), []);
});

test("texts are spoken one after another, calls in their order", () => {
  const { voice, spoken, texts } = hall();
  voice.add(sayings(call("请A042号到3号台", "A042, counter 3")));
  voice.add(sayings(call("请A043号到5号台")));
  assert.deepEqual(texts(), ["请A042号到3号台"]);
  spoken[0].done();
  spoken[1].done();
  assert.deepEqual(texts(), ["请A042号到3号台", "A042, counter 3", "请A043号到5号台"]);
});

test("a browser that never says that it has ended does not silence the hall", () => {
  const { voice, spoken, timers, texts } = hall();
  voice.add(sayings(call("一", "二")));
  timers[0].act();
  assert.deepEqual(texts(), ["一", "二"]);
  spoken[0].done();
  assert.deepEqual(texts(), ["一", "二"], "a late end counts for nothing");
  spoken[1].done();
  voice.add(sayings(call("三")));
  assert.deepEqual(texts(), ["一", "二", "三"]);
});
