// htmx, set up for a page without inline scripts or styles: nothing of it that needs `eval` is used, its one style
// is in app.css, and what our elements keep in themselves is left alone when the rest is morphed.
import htmx from "htmx.org";

Object.assign(htmx.config, {
  includeIndicatorCSS: false,
  history: true,
  defaultTimeout: 30_000,
  morphSkipChildren: "[hx-morph-skip-children], pe-clock, pe-call-voice, pe-live",
  morphIgnore: ["data-htmx-powered", "data-busy", "data-pressed", "data-spoken", "data-on", "data-state", "data-fetched", "open"],
});

export { htmx };
