/**
 * `npm run bench`: Latchkey beside what people would use instead, each promise about speed with its bar. Starts every
 * server, peer and load generator itself, prints the table, and writes `bench/results/speed.md`
 * with its plots.
 *
 *   npm run bench                                everything
 *   npm run bench -- dispatch refresh            those parts, printed alone
 *   npm run bench -- --rounds 5 --seconds 8      more patience
 */
import { parseArgs } from 'node:util'
import { buildFirst } from './harness/build.ts'
import { cleanUpAtSignals, createCleanup } from './harness/cleanup.ts'
import type { Measure } from './harness/measure.ts'
import { createProgress, minutesOf } from './harness/progress.ts'
import { type Outcome, runMeasure } from './harness/run-measure.ts'
import { measures } from './measures/all.ts'
import { writeResults } from './report/results.ts'
import { cellsOf, formatTable } from './report/table.ts'

const { values, positionals } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    help: { type: 'boolean', short: 'h', default: false },
  },
  allowPositionals: true,
})
const numbers = { rounds: Number(values.rounds), seconds: Number(values.seconds) }
const unknown = positionals.filter(name => measures.every(measure => measure.name !== name))
const isWrong = unknown.length > 0 || !(numbers.rounds >= 1) || !(numbers.seconds >= 1)
if (values.help || isWrong) {
  if (unknown.length > 0) console.error(`There is no part ${unknown.join(', ')}.`)
  console.log(
    `npm run bench -- [PART ...] [--rounds 3] [--seconds 5]\n\nParts: ${measures.map(({ name }) => name).join(', ')}`,
  )
  process.exit(isWrong ? 1 : 0)
}
const chosen = measures.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
await run(chosen)

async function run(chosen: readonly Measure[]): Promise<void> {
  const began = performance.now()
  const cleanup = createCleanup()
  cleanUpAtSignals(cleanup)
  buildFirst()
  const whole = { cleanup, made: new Map<string, Promise<unknown>>() }
  const progress = createProgress(chosen.length, process.stderr)
  const outcomes: Outcome[] = []
  for (const [index, measure] of chosen.entries()) {
    progress.begin(index + 1, measure.name)
    outcomes.push(await runMeasure(measure, { ...numbers, say: progress.say, whole }))
  }
  progress.end()
  await cleanup.run()
  console.log(formatTable(outcomes.flatMap(cellsOf)))
  const took = minutesOf(performance.now() - began)
  console.log(`\nMedians of ${numbers.rounds} rounds that take turns, ${numbers.seconds} s each; ${took} in all.`)
  if (chosen.length < measures.length)
    return console.log('bench/results/speed.md is as it was: a run of everything writes it.')
  for (const path of writeResults(outcomes, { ...numbers, took })) console.log(`written: ${path}`)
}
