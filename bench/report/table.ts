/** The table: what was measured, ours, the peer's, their ratio, its bar, and whether it is met. */
import type { Bar, Unit } from '../harness/measure.ts'
import type { Outcome, RowResult } from '../harness/run-measure.ts'
import { medianOf } from '../harness/statistics.ts'

export const headings: readonly string[] = ['measure', 'ours', 'peer', 'ratio', 'spread', 'bar', 'met']

/** The cells of each row. The spread is that of the ratio over the rounds, or of ours where there is no peer. */
export function cellsOf(outcome: Outcome): readonly (readonly string[])[] {
  if ('missing' in outcome) return [[outcome.measure.name, outcome.missing]]
  return outcome.rows.map(result => {
    const { row, ours, peer, ratios } = result
    const hasPeer = peer.length > 0
    return [
      row.says,
      formatFigure(medianOf(ours), row.unit),
      hasPeer ? formatFigure(medianOf(peer), row.unit) : '',
      hasPeer ? formatFigure(medianOf(ratios), 'x') : '',
      spreadOf(hasPeer ? ratios : ours, hasPeer ? 'x' : row.unit),
      row.bar === undefined ? '' : formatBar(row.bar, hasPeer ? 'x' : row.unit),
      row.bar === undefined ? '' : isMet(result) ? 'yes' : 'no',
    ]
  })
}

export function isMet({ row: { bar }, ours, ratios }: RowResult): boolean {
  const value = medianOf(ratios.length > 0 ? ratios : ours)
  if (bar === undefined) return true
  // What rounds to the bar meets it: two digits are all that three rounds can say.
  const rounded = Math.round(value * 100) / 100
  return 'least' in bar ? rounded >= bar.least : rounded <= bar.most
}

export function formatBar(bar: Bar, unit: Unit): string {
  return 'least' in bar ? `>= ${formatFigure(bar.least, unit)}` : `<= ${formatFigure(bar.most, unit)}`
}

export function formatFigure(value: number, unit: Unit): string {
  if (Number.isNaN(value)) return '?'
  if (unit === 'x') return value.toFixed(2)
  if (unit === 'packages') return value.toFixed(0)
  const digits = value >= 100 ? 0 : 1
  const text = value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return unit === '/s' ? `${text}/s` : `${text} ${unit}`
}

function spreadOf(values: readonly number[], unit: Unit): string {
  const [least, most] = [Math.min(...values), Math.max(...values)].map(value => formatFigure(value, unit))
  return least === most || values.length < 2 ? '' : `${least} - ${most}`
}

/** Aligned for a terminal, in the style of Markdown. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows]
  // A row of two cells says why there are no figures: it has the rest of the line for that.
  const widths = headings.map((_, column) =>
    Math.max(...all.map(row => (row.length > 2 ? (row[column] ?? '').length : 0))),
  )
  const line = (row: readonly string[]) =>
    row.length === 2
      ? `| ${(row[0] ?? '').padEnd(widths[0] ?? 0)} | ${row[1]}`
      : `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = `|${widths.map((width, column) => `${'-'.repeat(width + (column === 0 ? 2 : 1))}${column === 0 ? '' : ':'}`).join('|')}|`
  return [line(headings), rule, ...rows.map(line)].join('\n')
}
