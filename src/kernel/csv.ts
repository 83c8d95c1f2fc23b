/** Writes comma-separated values as RFC 4180 has them. `cli/transfer/csv.ts` reads them. */

/** One row, with its line end. Only what has to be is quoted. */
export function writeCsv(cells: readonly string[]): string {
  const quoted = cells.map(cell => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
  return `${quoted.join(',')}\r\n`
}

/**
 * A spreadsheet takes text that begins so for a formula (CSV injection), which may send the other cells away: an apostrophe
 * before it makes it text. What reads the file as data sees the apostrophe.
 */
export function withoutFormula(cell: string): string {
  return /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell
}
