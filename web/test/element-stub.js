// The elements' files name HTMLElement when they are read; their logic needs no page.
globalThis.HTMLElement ??= class {};
