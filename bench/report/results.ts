/** Writes what a run of everything printed, with what is needed to read it: the machine, the command, what was measured how. */
import { writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Outcome } from '../harness/run-measure.ts'
import { cellsOf, formatTable } from './table.ts'

export interface RunFacts {
  readonly rounds: number
  readonly seconds: number
  /** How long the whole run took, for people. */
  readonly took: string
}

const path = 'bench/results/speed.md'

/** The paths of what it wrote. */
export function writeResults(outcomes: readonly Outcome[], { rounds, seconds, took }: RunFacts): readonly string[] {
  const [core] = cpus()
  const text = `# What \`npm run bench\` printed

On ${new Date().toISOString().slice(0, 10)}, in ${took}: Node ${process.versions.node}, ${cpus().length} cores (${core?.model ?? 'unknown'}). Medians of
${rounds} rounds of ${seconds} s in which all that is compared take turns; the spread is that of the ratio over the rounds. The load was
${loadavg()[0]?.toFixed(1)} at the end: where it is much over the number of cores, other programs ran, and times on the clock say little.

${formatTable(outcomes.flatMap(cellsOf))}

${outcomes.map(({ measure }) => `- **${measure.name}**: ${measure.how.replaceAll(/\s+/g, ' ')}`).join('\n')}
`
  writeFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), text)
  return [path]
}
