import assert from "node:assert/strict";
import { test } from "node:test";
import { parse, patience } from "../src/elements/follow.js";
import { sendOnce } from "../src/elements/forms.js";
import { sprite } from "../src/sprite.js";

test("a refused stream is asked for ever more patiently, at most each half minute", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 100].map(patience), [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test("an event that is not JSON is nobody's event", () => {
  assert.deepEqual(parse('{"seq":7,"kind":"called"}'), { seq: 7, kind: "called" });
  assert.equal(parse("<html>"), null);
});

test("a form on its way is not sent again until it is free", () => {
  const form = { busy: false };
  assert.equal(sendOnce(form), true);
  assert.equal(sendOnce(form), false);
  form.busy = false;
  assert.equal(sendOnce(form), true);
});

test("every icon of the sprite has a name of its own and a path", () => {
  const ids = [...sprite().matchAll(/<symbol id="([^"]+)" viewBox="0 0 24 24"><path d="M[^"]+"\/>/g)].map((found) => found[1]);
  assert.equal(new Set(ids).size, ids.length);
  assert.equal(ids.length, sprite().split("<symbol").length - 1);
  for (const id of ["run", "face-1", "face-5", "touch-transact_result"]) assert.ok(ids.includes(id), id);
});
