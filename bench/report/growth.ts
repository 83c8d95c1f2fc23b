/** Writes what requests cost as there is more of everything. */
import { loadavg } from 'node:os'
import type { GrownAxis } from '../growth/requests.ts'
import { lineChart } from './line-chart.ts'
import { describeMachine } from './machine.ts'
import { writeResult } from './results.ts'
import { formatFigure } from './table.ts'

export interface GrowthFacts {
  readonly rounds: number
  readonly seconds: number
  readonly most: number
}

/** The paths of what it wrote. */
export function writeGrowth(grown: readonly GrownAxis[], facts: GrowthFacts): readonly string[] {
  const svg = lineChart({
    title: 'What a request costs as there is more of everything',
    note: 'Microseconds of a processor. Flat is good: ten times as much costs nothing.',
    panels: grown.map(axis => ({ ...axis, title: `${axis.title[0]?.toUpperCase()}${axis.title.slice(1)}` })),
  })
  return [writeResult('growth-requests.md', formatGrowth(grown, facts)), writeResult('growth-requests.svg', svg)]
}

export function growthTable({ title, sizes, series }: GrownAxis): string {
  const rows = Object.entries(series).map(([name, values]) => [name, ...values.map(value => formatFigure(value, 'us'))])
  const head = [title, ...sizes.map(size => size.toLocaleString('en'))]
  return [head, head.map((_, column) => (column === 0 ? '---' : '--:')), ...rows]
    .map(cells => `| ${cells.join(' | ')} |`)
    .join('\n')
}

export function formatGrowth(grown: readonly GrownAxis[], { rounds, seconds, most }: GrowthFacts): string {
  return `# What \`npm run bench:growth -- requests\` printed

\`npm run bench:growth -- requests --most ${most} --rounds ${rounds} --seconds ${seconds}\` on ${new Date().toISOString().slice(0, 10)}, on ${describeMachine()}.
Microseconds of the server's processor for a request, medians of ${rounds} rounds in which the sizes take turns; the load was ${loadavg()[0]?.toFixed(1)} at the end.
SQLite, with load from ten thousand accounts, or sessions, from everywhere among all.

${grown.map(growthTable).join('\n\n')}

![growth](growth-requests.svg)
`
}
