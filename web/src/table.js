// Reads a picture's table: what a point says when pointed at, and the CSV.

/** Title and lines of a row, or of one cell of it. */
export function rowText(table, row, col) {
  const line = table?.tBodies[0]?.rows[row];
  if (!line) return null;
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.querySelector("bdi")?.textContent ?? cell.textContent);
  const cells = [...line.cells].map((cell) => cell.textContent.trim());
  const pairs = cells.map((text, at) => [heads[at], text]).slice(1).filter(([, text], at) => text && (col == null || at + 1 === col));
  return { title: cells[0], pairs };
}

const quote = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

// A spreadsheet runs a cell that begins with one of these as a formula; names come from outside.
const harmless = (text) => (/^[=+@\t\r-]/.test(text) && !/^-?[\d.]+(e-?\d+)?$/i.test(text) ? `'${text}` : text);

/**
 * The table as CSV with bare numbers: a cell that carries an interval becomes three columns.
 * `heads`: strings; `rows`: arrays of {text, v, lo, hi}.
 */
export function csv(heads, rows, words) {
  const wide = heads.map((_, at) => ({
    value: rows.some((row) => row[at]?.v != null) || !rows.some((row) => row[at]?.lo != null),
    interval: rows.some((row) => row[at]?.lo != null),
  }));
  const line = (cells) => cells.map((cell) => quote(harmless(cell))).join(",");
  const head = heads.flatMap((name, at) => [
    ...(wide[at].value ? [name] : []),
    ...(wide[at].interval ? [`${name} (${words.low})`, `${name} (${words.high})`] : []),
  ]);
  const body = rows.map((row) =>
    line(row.flatMap((cell, at) => [
      ...(wide[at].value ? [cell.v ?? (wide[at].interval ? "" : cell.text)] : []),
      ...(wide[at].interval ? [cell.lo ?? "", cell.hi ?? ""] : []),
    ])),
  );
  return `\ufeff${[line(head), ...body].join("\r\n")}\r\n`;
}

export function tableCsv(table, words) {
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim().replace(/\s+/g, " "));
  const rows = [...table.tBodies[0].rows].map((row) =>
    [...row.cells].map((cell) => ({ text: cell.textContent.trim(), v: cell.dataset.v, lo: cell.dataset.lo, hi: cell.dataset.hi })),
  );
  return csv(heads, rows, words);
}
