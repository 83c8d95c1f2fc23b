/**
 * `npm run bench:growth`: what growth costs. Prints tables; nothing is asserted.
 *
 *   npm run bench:growth                                   both parts, in some minutes
 *   npm run bench:growth -- requests --most 10000000       requests, with up to so many users and sessions; writes a page
 *   npm run bench:growth -- sessions --most 10000000       sessions on the disk, on both databases (5 GB each)
 *   npm run bench:growth -- sessions --database sqlite     on one of them
 */
import { parseArgs } from 'node:util'
import { axesUpTo } from './growth/axes.ts'
import { type GrownAxis, measureAxis } from './growth/requests.ts'
import { type Dialect, printSessionGrowth } from './growth/sessions.ts'
import { createBench } from './harness/bench.ts'
import { buildFirst } from './harness/build.ts'
import { cleanUpAtSignals, createCleanup } from './harness/cleanup.ts'
import { createProgress } from './harness/progress.ts'
import { growthTable, writeGrowth } from './report/growth.ts'

const { values, positionals } = parseArgs({
  options: {
    most: { type: 'string' },
    database: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
  },
  allowPositionals: true,
})
const isChosen = (part: string) => positionals.length === 0 || positionals.includes(part)

if (isChosen('requests')) await growRequests(Number(values.most ?? 1_000_000))
if (isChosen('sessions')) await printSessionGrowth(databases(), Number(values.most ?? 300_000))

function databases(): readonly Dialect[] {
  return (['sqlite', 'postgres'] as const).filter(name => (values.database ?? name) === name)
}

async function growRequests(most: number): Promise<void> {
  buildFirst()
  const numbers = { rounds: Number(values.rounds), seconds: Number(values.seconds) }
  const axes = axesUpTo(most)
  const whole = { cleanup: createCleanup(), made: new Map<string, Promise<unknown>>() }
  cleanUpAtSignals(whole.cleanup)
  const progress = createProgress(axes.length, process.stderr)
  const grown: GrownAxis[] = []
  for (const [index, axis] of axes.entries()) {
    progress.begin(index + 1, axis.title)
    const cleanup = createCleanup()
    whole.cleanup.add(() => cleanup.run())
    const bench = createBench({ ...numbers, say: progress.say, cleanup, whole })
    grown.push(await measureAxis(bench, axis).finally(() => cleanup.run()))
  }
  progress.end()
  await whole.cleanup.run()
  console.log(grown.map(growthTable).join('\n\n'))
  for (const path of writeGrowth(grown, { ...numbers, most })) console.log(`written: ${path}`)
  console.log('')
}
