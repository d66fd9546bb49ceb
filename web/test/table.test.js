import assert from "node:assert/strict";
import { test } from "node:test";
import { csv } from "../src/table.js";

const words = { low: "low", high: "high" };

test("an interval becomes columns of its own", () => {
  const text = csv(["Hall", "Score"], [[{ text: "A" }, { text: "0.42 ± 0.06", v: "0.42", lo: "0.36", hi: "0.48" }]], words);
  assert.equal(text, "\ufeffHall,Score,Score (low),Score (high)\r\nA,0.42,0.36,0.48\r\n");
});

test("a column that is only an interval has no empty value", () => {
  const text = csv(["Hall", "Limits"], [[{ text: "A" }, { text: "1 to 2", lo: "1", hi: "2" }]], words);
  assert.equal(text.split("\r\n")[0], "\ufeffHall,Limits (low),Limits (high)");
});

test("quotes, commas and formulas from outside are harmless", () => {
  const text = csv(["Hall"], [[{ text: 'a "b", c' }], [{ text: "=cmd()" }], [{ text: "-0.5", v: "-0.5" }]], words);
  assert.deepEqual(text.split("\r\n").slice(1, 4), ['"a ""b"", c"', "'=cmd()", "-0.5"]);
});
