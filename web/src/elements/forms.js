// What forms and buttons gain by a script; no element of its own.
//
//   every form          is sent once: a second press while it is on its way does nothing (`data-busy` on the form).
//   data-confirm="…"    on a form or a submit button: asks first. Its yes is `data-yes` or the button's own words, its no
//                       `data-no` or <body data-no="…">.
//   data-submit-on-change  on a form: a change of a choice sends it; its button is marked class="no-js".
//   data-open="#id", data-close    open and close a <dialog>.
//   data-large-print    a button or link: larger letters, kept in the cookie `large=1` so that the server can write
//                       <html class="large"> itself.
//   data-print          prints the page.
//   details.menu        closes at Escape or a press elsewhere.

/** Whether a form may be sent now; marks it as on its way. `busy` is its mark. */
export function sendOnce(form) {
  if (form.busy) return false;
  form.busy = true;
  return true;
}

const busy = (form) => ({
  get busy() {
    return form.hasAttribute("data-busy");
  },
  set busy(on) {
    form.toggleAttribute("data-busy", on);
  },
});

function free(form) {
  form.removeAttribute("data-busy");
  for (const button of form.querySelectorAll("[data-pressed]")) button.removeAttribute("data-pressed");
}

/** Asks in a dialog; resolves to whether yes was pressed. */
function ask(question, yes, no) {
  const dialog = document.createElement("dialog");
  const text = document.createElement("h2");
  const actions = document.createElement("div");
  text.textContent = question;
  text.id = "question";
  actions.className = "actions";
  dialog.setAttribute("aria-labelledby", "question");
  const make = (words, kind, value) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `button ${kind}`;
    button.textContent = words;
    button.addEventListener("click", () => dialog.close(value));
    actions.append(button);
  };
  make(no, "", "no");
  make(yes, "primary", "yes");
  dialog.append(text, actions);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(dialog.returnValue === "yes");
    });
  });
}

const agreed = new WeakSet();

function asks(event) {
  const form = event.target;
  const { submitter } = event;
  const asker = submitter?.dataset.confirm ? submitter : form.dataset.confirm ? form : null;
  if (!asker || agreed.delete(form)) return false;
  event.preventDefault();
  event.stopImmediatePropagation();
  const words = (submitter?.querySelector("[data-words]") ?? submitter)?.textContent.trim();
  const { dataset } = document.body;
  void ask(asker.dataset.confirm, asker.dataset.yes ?? dataset.yes ?? words ?? "✓", asker.dataset.no ?? dataset.no ?? "✕").then((yes) => {
    if (!yes) return;
    agreed.add(form);
    form.requestSubmit(submitter ?? undefined);
  });
  return true;
}

function submits(event) {
  if (asks(event)) return;
  const form = event.target;
  if (form.method === "dialog") return;
  if (!sendOnce(busy(form))) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  event.submitter?.setAttribute("data-pressed", "");
  // Somebody else stopped it, and it is not on its way through htmx: it may be sent again.
  setTimeout(() => event.defaultPrevented && !form.classList.contains("htmx-request") && !form.querySelector(".htmx-request") && free(form));
}

function large(on) {
  document.documentElement.classList.toggle("large", on);
  for (const button of document.querySelectorAll("[data-large-print]")) button.setAttribute("aria-pressed", String(on));
}

function clicks(event) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  const near = (selector) => event.target.closest?.(selector);
  const opener = near("[data-open]");
  if (opener) {
    event.preventDefault();
    document.querySelector(opener.dataset.open)?.showModal();
  } else if (near("[data-close]")) near("dialog")?.close();
  else if (near("[data-print]")) print();
  else if (near("[data-large-print]")) {
    event.preventDefault();
    const on = !document.documentElement.classList.contains("large");
    document.cookie = `large=${on ? 1 : 0}; Path=/; SameSite=Lax; Max-Age=${on ? 31_536_000 : 0}`;
    large(on);
  }
}

function escapes(event) {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
}

export function forms() {
  document.addEventListener("submit", submits, { capture: true });
  document.addEventListener("click", clicks);
  document.addEventListener("keydown", escapes);
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-submit-on-change]");
    if (form) form.requestSubmit();
  });
  document.addEventListener("htmx:finally:request", (event) => {
    const form = event.target.closest?.("form") ?? event.detail?.ctx?.sourceElement?.closest?.("form");
    if (form) free(form);
  });
  // A page that comes back from the browser's store is not on its way any more.
  addEventListener("pageshow", () => document.querySelectorAll("form[data-busy]").forEach(free));
  if (document.cookie.split("; ").includes("large=1")) large(true);
  else large(document.documentElement.classList.contains("large"));
}
