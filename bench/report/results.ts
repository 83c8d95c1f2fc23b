/** Writes what a run of everything printed, with what is needed to read it: the machine, the command, what was measured how. */
import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Outcome } from '../harness/run-measure.ts'
import { describeMachine } from './machine.ts'
import { plotsOf } from './plots.ts'
import { cellsOf, formatTable } from './table.ts'

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
and times on the clock say little.

${formatTable(outcomes.flatMap(cellsOf))}

${plots.map(name => `![${name}](speed-${name}.svg)`).join('\n\n')}

How each was measured:

${outcomes.map(({ measure }) => `- **${measure.name}**: ${measure.how.replaceAll(/\s+/g, ' ')}`).join('\n')}
`
}
