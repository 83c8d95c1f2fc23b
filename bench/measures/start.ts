import type { Bench } from '../harness/bench.ts'
import type { Measure } from '../harness/measure.ts'
import { cpuSecondsOf } from '../harness/processes.ts'
import type { Program } from '../harness/programs.ts'
import { medianOf } from '../harness/statistics.ts'
import { expectStatus } from '../load/expect.ts'
import { eraseTypes } from '../targets/erased.ts'
import { installedServe } from '../targets/installed.ts'
import { secret } from '../targets/settings.ts'
import { copyTo, openSite } from '../targets/site.ts'

/** Of each, in each round. */
const starts = 5

export const start: Measure = {
  name: 'start',
  how: `From the start of the process to its first answer with status 200: \`latchkey serve\` of the installed package, asked
    whether it is ready, and the Fastify app as plain JavaScript, asked for its bare route. Both on a database of ten
    thousand users that is there already. Five starts of each take turns in a round, after one that fills the compile cache
    and is not counted.`,
  needs: ['proc'],
  rows: [
    {
      says: 'start to the first answer, installed package / Fastify',
      ours: 'starts.ours',
      peer: 'starts.peer',
      unit: 'ms',
      bar: { most: 1.2 },
    },
    { says: '  its processor time', ours: 'starts.oursCpu', peer: 'starts.peerCpu', unit: 'ms' },
  ],
  async prepare(bench) {
    const site = await openSite(bench)
    const ours = await installedServe(bench, copyTo(bench.folder(), site.ours))
    const DATABASE = copyTo(bench.folder(), site.peer)
    const args = [await eraseTypes(bench, 'peers/fastify.ts')]
    const peer = { args, folder: bench.folder(), env: { DATABASE, SECRET_KEY: secret } }
    const startBoth = async () =>
      [await timeStart(bench, ours, '/readyz'), await timeStart(bench, peer, '/hello')] as const
    await startBoth()
    return [
      {
        name: 'starts',
        async run() {
          const pairs: Awaited<ReturnType<typeof startBoth>>[] = []
          while (pairs.length < starts) pairs.push(await startBoth())
          const median = (side: 0 | 1, figure: 'time' | 'cpu') => medianOf(pairs.map(pair => pair[side][figure]))
          return {
            ours: median(0, 'time'),
            peer: median(1, 'time'),
            oursCpu: median(0, 'cpu'),
            peerCpu: median(1, 'cpu'),
          }
        },
      },
    ]
  },
}

/** Milliseconds. */
async function timeStart(bench: Bench, program: Program, path: string) {
  const began = performance.now()
  const server = await bench.serve(program)
  await expectStatus(`${server.url}${path}`, 200)
  const figures = { time: performance.now() - began, cpu: cpuSecondsOf([server.pid]) * 1000 }
  await server.stop()
  return figures
}
