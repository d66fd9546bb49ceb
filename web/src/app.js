// The pages' script: htmx, the small elements, and what forms gain by a script. Every page works without it.
import { htmx } from "./htmx.js";
import { PeCallVoice } from "./elements/voice.js";
import { PeClock, showClocks } from "./elements/clock.js";
import { PeIdle } from "./elements/idle.js";
import { PeKeys } from "./elements/keys.js";
import { PeLive } from "./elements/live.js";
import { forms } from "./elements/forms.js";

document.documentElement.classList.add("js");
globalThis.htmx = htmx;

forms();
customElements.define("pe-clock", PeClock);
customElements.define("pe-live", PeLive);
customElements.define("pe-call-voice", PeCallVoice);
customElements.define("pe-keys", PeKeys);
customElements.define("pe-idle", PeIdle);

document.addEventListener("htmx:after:swap", showClocks);
document.addEventListener("pe:morphed", showClocks);
// Only what arrives after the page has settled moves.
addEventListener("load", () => setTimeout(() => document.documentElement.classList.add("settled"), 500));
