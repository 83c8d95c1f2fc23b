/** The pictures of a run: what was promised and what came of it, requests a second, what each costs, and verifying. */
import type { Row } from '../harness/measure.ts'
import type { Outcome, RowResult } from '../harness/run-measure.ts'
import { medianOf } from '../harness/statistics.ts'
import { barOverview, type Promised } from './bar-overview.ts'
import { type Pair, pairChart } from './pair-chart.ts'
import { linearScale, logScale } from './scales.ts'
import { formatBar, formatFigure, isMet } from './table.ts'

/** By the end of the name of their files. */
export function plotsOf(outcomes: readonly Outcome[]): Readonly<Record<string, string>> {
  const measured = outcomes.flatMap(outcome => ('rows' in outcome ? [outcome] : []))
  const rowsOf = (isWanted: (name: string) => boolean) =>
    measured.filter(({ measure }) => isWanted(measure.name)).flatMap(({ rows }) => named(rows))
  const all = rowsOf(() => true)
  const inUnit = (rows: readonly NamedRow[], unit: Row['unit']) =>
    rows.filter(({ result }) => result.row.unit === unit && result.peer.length > 0).map(pairOf)
  return {
    promises: barOverview(
      'What was promised, and what was measured',
      'Green: as promised, or better. How many times as good as promised, on a logarithmic scale.',
      all.filter(({ result }) => result.row.bar !== undefined).map(promisedOf),
    ),
    rates: pairChart({
      title: 'Requests a second',
      note: 'More is better. A logarithmic scale: each line is ten times the one before.',
      scale: logScale,
      pairs: inUnit(
        rowsOf(name => name !== 'verify'),
        '/s',
      ),
      format: value => formatShort(value, '/s'),
    }),
    costs: pairChart({
      title: 'Processor time of a request, in microseconds',
      note: 'Less is better. The server alone, without load generator and database server.',
      scale: linearScale,
      pairs: inUnit(all, 'us'),
      format: value => formatShort(value, ' us'),
    }),
    verify: pairChart({
      title: 'Tokens verified in a second of a processor',
      note: 'More is better. latchkey/verify without its cache. A logarithmic scale.',
      scale: logScale,
      pairs: inUnit(
        rowsOf(name => name === 'verify'),
        '/s',
      ),
      format: value => formatShort(value, '/s'),
    }),
  }
}

interface NamedRow {
  readonly says: string
  readonly result: RowResult
}

/** With "the same" and "its" put into words: in a picture, a row may stand without the one that it follows. */
export function named(rows: readonly RowResult[]): readonly NamedRow[] {
  let head = ''
  return rows.map(result => {
    const { says } = result.row
    if (!says.startsWith(' ')) {
      head = says
      return { says, result }
    }
    const [subject = ''] = head.split(' / ')
    const rest = says.trim()
    if (rest.startsWith('the same')) return { says: rest.replace('the same', subject), result }
    return { says: /^(?:its|their) /.test(rest) ? head : `${subject}, ${rest}`, result }
  })
}

function pairOf({ says, result: { row, ours, peer } }: NamedRow): Pair {
  const pair = { says, ours: medianOf(ours), peer: medianOf(peer) }
  return row.bar === undefined ? pair : { ...pair, mark: pair.peer * boundOf(row.bar) }
}

function promisedOf({ says, result }: NamedRow): Promised {
  const { row, ours, ratios } = result
  const bar = row.bar ?? { least: 0 }
  const unit = ratios.length > 0 ? 'x' : row.unit
  const value = medianOf(ratios.length > 0 ? ratios : ours)
  const share = 'least' in bar ? value / bar.least : bar.most / value
  return { says, share, isMet: isMet(result), text: `${formatFigure(value, unit)} (${formatBar(bar, unit)})` }
}

function boundOf(bar: NonNullable<Row['bar']>): number {
  return 'least' in bar ? bar.least : bar.most
}

/** 57,000/s as 57k/s. */
function formatShort(value: number, unit: string): string {
  const [size, sign] = value >= 1e6 ? [1e6, 'M'] : value >= 1e4 ? [1e3, 'k'] : [1, '']
  const digits = value / size >= 100 || Number.isInteger(value / size) ? 0 : 1
  return `${(value / size).toLocaleString('en', { maximumFractionDigits: digits })}${sign}${unit}`
}
