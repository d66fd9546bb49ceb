// <pe-keys></pe-keys>
//
// One key for each act: presses the button or link with `data-key="n"` (a letter or digit; several parted by spaces)
// when that key is pressed. Lies anywhere on the page; covers `scope` (a selector), else the whole page. An open dialog
// covers what lies beneath it. Nothing happens while somebody types, with Ctrl, Alt or Meta, while a key repeats, or
// while a form of the scope is being submitted (`data-busy`).

/** Names of a pressed key: as written, and by its place, for a keyboard whose input method swallows letters. */
export function keyNames({ key, code }) {
  const place = /^(?:Key|Digit|Numpad)(.)$/.exec(code ?? "")?.[1];
  return [key === " " ? "space" : key?.toLowerCase(), place?.toLowerCase()].filter(Boolean);
}

/** Whether a press is meant for text or for the browser, not for an act. */
export function isTyping({ target, ctrlKey, altKey, metaKey, repeat, isComposing, defaultPrevented }) {
  if (ctrlKey || altKey || metaKey || repeat || isComposing || defaultPrevented) return true;
  return Boolean(target?.closest?.('input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"]), textarea, select, [contenteditable], [role="application"]'));
}

/** The first of `buttons` ({keys, usable}) that answers to one of `names`: the written key goes before the place. */
export function pick(buttons, names) {
  for (const name of names) {
    const found = buttons.find((button) => button.usable && button.keys.includes(name));
    if (found) return found;
  }
  return null;
}

export class PeKeys extends HTMLElement {
  connectedCallback() {
    this.stopped = new AbortController();
    document.addEventListener("keydown", (event) => this.press(event), { signal: this.stopped.signal });
  }

  disconnectedCallback() {
    this.stopped.abort();
  }

  press(event) {
    if (isTyping(event)) return;
    const scope = document.querySelector("dialog[open]") ?? document.querySelector(this.getAttribute("scope") ?? "body");
    if (!scope || scope.querySelector("form[data-busy]")) return;
    const buttons = [...scope.querySelectorAll("[data-key]")].map((element) => ({
      element,
      keys: element.dataset.key.toLowerCase().split(/\s+/),
      usable: !element.disabled && element.getAttribute("aria-disabled") !== "true" && element.checkVisibility?.() !== false,
    }));
    const found = pick(buttons, keyNames(event));
    if (!found) return;
    event.preventDefault();
    found.element.focus({ preventScroll: true });
    found.element.click();
  }
}
