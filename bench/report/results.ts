/** Writes what a run of everything printed, with what is needed to read it: the machine, the command, what was measured how. */
import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Unit } from '../harness/measure.ts'
import type { Outcome } from '../harness/run-measure.ts'
import { medianOf } from '../harness/statistics.ts'
import { describeMachine } from './machine.ts'
import { named, plotsOf } from './plots.ts'
import { cellsOf, formatFigure, formatTable } from './table.ts'

export interface RunFacts {
  readonly rounds: number
  readonly seconds: number
  /** How long the whole run took, for people. */
  readonly took: string
}

/** The paths of what it wrote. */
export function writeResults(outcomes: readonly Outcome[], facts: RunFacts): readonly string[] {
  const plots = plotsOf(outcomes)
  return [
    writeResult('speed.md', formatPage(outcomes, facts, Object.keys(plots))),
    ...Object.entries(plots).map(([name, svg]) => writeResult(`speed-${name}.svg`, svg)),
  ]
}

/** Its path in the repository. */
export function writeResult(name: string, text: string): string {
  writeFileSync(fileURLToPath(new URL(`../results/${name}`, import.meta.url)), text)
  return `bench/results/${name}`
}

export function formatPage(
  outcomes: readonly Outcome[],
  { rounds, seconds, took }: RunFacts,
  plots: readonly string[],
): string {
  return `# What \`npm run bench\` printed

\`npm run bench -- --rounds ${rounds} --seconds ${seconds}\` on ${new Date().toISOString().slice(0, 10)}, in ${took} minutes, on ${describeMachine()}.
Medians of ${rounds} ${rounds === 1 ? 'round' : 'rounds'} of ${seconds} s in which all that is compared take turns; the spread is that of the ratio over the rounds,
or of ours where there is no peer. The load was ${loadavg()[0]?.toFixed(1)} at the end: where it is much over the number of cores, other programs ran,
and times on the clock say little. Why it is so: [How fast, and why](../../docs/guides/speed.md).

${formatTable(outcomes.flatMap(cellsOf))}

${plots.map(name => `![${name}](speed-${name}.svg)`).join('\n\n')}

## Where the peer was faster

Each row in which what Latchkey is compared with was ahead, itself with other settings included.

${formatAhead(outcomes)}

## How each was measured

${outcomes.map(({ measure }) => `- **${measure.name}**: ${measure.how.replaceAll(/\s+/g, ' ')}`).join('\n')}
`
}

/** The honest part: rows in which what ours is compared with was ahead, whatever was promised. */
function formatAhead(outcomes: readonly Outcome[]): string {
  const rows = outcomes.flatMap(outcome => ('rows' in outcome ? named(outcome.rows) : []))
  const ahead = rows.filter(({ result: { row, ratios } }) => {
    const ratio = medianOf(ratios)
    return row.unit === '/s' ? ratio < 1 : ratio > 1
  })
  if (ahead.length === 0) return 'Nowhere.'
  return ahead
    .map(({ says, result: { row, ratios } }) => `- ${says}: ${formatFigure(medianOf(ratios), 'x')}${whatOf(row.unit)}`)
    .join('\n')
}

function whatOf(unit: Unit): string {
  return unit === '/s' ? '' : unit === 'us' ? ' of its processor time' : ' of its time'
}
