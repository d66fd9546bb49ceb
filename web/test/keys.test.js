import assert from "node:assert/strict";
import { test } from "node:test";
import "./element-stub.js";
const { isTyping, keyNames, pick } = await import("../src/elements/keys.js");

const within = (selectorPart) => ({ closest: (selector) => (selector.includes(selectorPart) ? {} : null) });
const page = { closest: () => null };

test("a key has its letter and its place, for an input method swallows the letter", () => {
  assert.deepEqual(keyNames({ key: "n", code: "KeyN" }), ["n", "n"]);
  assert.deepEqual(keyNames({ key: "Process", code: "KeyN" }), ["process", "n"]);
  assert.deepEqual(keyNames({ key: "1", code: "Numpad1" }), ["1", "1"]);
  assert.deepEqual(keyNames({ key: " ", code: "Space" }), ["space"]);
});

test("the letter goes before the place, as on a keyboard of another layout", () => {
  const buttons = [{ keys: ["q"], usable: true, id: "place" }, { keys: ["a"], usable: true, id: "letter" }];
  assert.equal(pick(buttons, keyNames({ key: "a", code: "KeyQ" })).id, "letter");
});

test("a button that cannot be pressed does not answer, and nobody else does for it", () => {
  const buttons = [{ keys: ["n"], usable: false }, { keys: ["r"], usable: true }];
  assert.equal(pick(buttons, ["n", "n"]), null);
});

test("typing, held keys and the browser's own chords are not acts", () => {
  assert.equal(isTyping({ target: page }), false);
  assert.equal(isTyping({ target: within("textarea") }), true);
  for (const held of ["ctrlKey", "altKey", "metaKey", "repeat", "isComposing", "defaultPrevented"]) assert.equal(isTyping({ target: page, [held]: true }), true, held);
});
