// <pe-call-voice on="打开语音播报" off="关闭语音播报"></pe-call-voice>
//
// Speaks calls. Listens on the document to `pe:changed` (from <pe-live>) whose `kind` is `called` or `recalled` and
// whose `say` is a list of {lang, text}; speaks them one after another, calls in their order. Where the browser has no
// speech nothing happens: the words are on the board. Browsers speak only after a gesture, so a button switches it on;
// the choice is kept for the session. `auto` on the element starts switched on, for a screen that is allowed to.
//
// `data-spoken` counts texts handed to the browser, for whoever wants to see it; `data-on` says whether it speaks.

/** The texts of an event that are to be spoken. */
export function sayings(detail) {
  if (!["called", "recalled"].includes(detail?.kind)) return [];
  return (Array.isArray(detail.say) ? detail.say : []).filter((one) => typeof one?.text === "string" && one.text);
}

/** Longest a text may take before the next is spoken: a browser that never says "end" must not fall silent. */
export function longest(text) {
  return 5000 + 400 * [...text].length;
}

/**
 * Speaks texts in order. `speak(saying, done)` starts one and calls `done` at its end; `later(fn, ms)` returns a cancel.
 */
export function speaker(speak, later) {
  const waiting = [];
  let busy = false;
  const next = () => {
    const one = waiting.shift();
    busy = Boolean(one);
    if (!one) return;
    let over = false;
    const done = () => {
      if (over) return;
      over = true;
      stop();
      next();
    };
    const stop = later(done, longest(one.text));
    speak(one, done);
  };
  return {
    add(texts) {
      waiting.push(...texts);
      if (!busy) next();
    },
    clear: () => (waiting.length = 0),
  };
}

const KEEP = "peakend-voice";

export class PeCallVoice extends HTMLElement {
  connectedCallback() {
    this.synth = globalThis.speechSynthesis;
    if (!this.synth || typeof SpeechSynthesisUtterance === "undefined") return;
    this.dataset.spoken ??= "0";
    this.speaker ??= speaker((one, done) => this.speak(one, done), (act, ms) => {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    });
    this.button ??= this.addButton();
    this.turn(this.hasAttribute("auto") || sessionStorage.getItem(KEEP) === "on");
    this.stopped = new AbortController();
    document.addEventListener("pe:changed", (event) => this.hear(event.detail), { signal: this.stopped.signal });
  }

  disconnectedCallback() {
    this.stopped?.abort();
    this.speaker?.clear();
  }

  addButton() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button small";
    button.addEventListener("click", () => {
      this.turn(!this.on);
      sessionStorage.setItem(KEEP, this.on ? "on" : "off");
    });
    this.append(button);
    return button;
  }

  turn(on) {
    this.on = on;
    this.dataset.on = String(on);
    this.button.textContent = this.getAttribute(on ? "off" : "on") ?? "";
    if (on) return;
    this.speaker.clear();
    this.synth.cancel();
  }

  hear(detail) {
    if (this.on) this.speaker.add(sayings(detail));
  }

  speak({ lang, text }, done) {
    const words = new SpeechSynthesisUtterance(text);
    if (lang) words.lang = lang;
    const voices = this.synth.getVoices();
    const fits = voices.find((voice) => voice.lang === lang) ?? voices.find((voice) => voice.lang.split(/[-_]/)[0] === lang?.split("-")[0]);
    if (fits) words.voice = fits;
    words.rate = 0.9;
    words.onend = done;
    words.onerror = done;
    // Chromium drops an utterance that nobody holds.
    this.now = words;
    this.synth.speak(words);
    this.dataset.spoken = Number(this.dataset.spoken) + 1;
  }
}
