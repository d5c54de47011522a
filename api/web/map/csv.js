// A list as a file that spreadsheets open; made in the browser from what is shown.

/** @param {(string | number | null)[][]} rows */
export const csvOf = (rows) => rows.map((cells) => cells.map(cell).join(',')).join('\r\n') + '\r\n';

/** A text that a spreadsheet would take for a formula gets an apostrophe before it. @param {string | number | null} value */
function cell(value) {
  if (value === null) return '';
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
