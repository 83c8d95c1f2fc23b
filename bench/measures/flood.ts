import type { Bench } from '../harness/bench.ts'
import type { Measure, Turn } from '../harness/measure.ts'
import type { Flood } from '../load/flood.ts'
import { loadTurn } from '../load/turns.ts'
import { programOf, startOurs } from '../targets/programs.ts'
import { password } from '../targets/settings.ts'
import { copyTo, openSite } from '../targets/site.ts'
import { rawHashes } from './login.ts'

/** Times what the machine can hash. */
const flooding = 10

export const flood: Measure = {
  name: 'flood',
  how: `The public endpoint with 64 connections, alone and while logins with wrong passwords come from another process at ten
    times the rate at which this machine can hash: the slowest hundredth of its answers.`,
  needs: ['wrk', 'proc'],
  rows: [
    {
      says: "hello's p99 under a flood of logins / alone",
      ours: 'flooded.p99',
      peer: 'alone.p99',
      unit: 'ms',
      bar: { most: 2 },
    },
    { says: "hello's rate under a flood of logins / alone", ours: 'flooded.rate', peer: 'alone.rate', unit: '/s' },
  ],
  async prepare(bench) {
    const site = await openSite(bench)
    const ours = await startOurs(bench, 'server', copyTo(bench.folder(), site.ours))
    const { rate: capacity = 100 } = await rawHashes(bench).run(0)
    const request = { url: `${ours.url}/hello/`, pids: [ours.pid] }
    const flooded = loadTurn(bench, 'flooded', request)
    const bodies = site.people.slice(0, 64).map(({ email }) => JSON.stringify({ email, password: `not ${password}` }))
    const attack = { port: Number(new URL(ours.url).port), perSecond: flooding * capacity, bodies }
    return [loadTurn(bench, 'alone', request), besideFlood(bench, flooded, attack)]
  },
}

function besideFlood(bench: Bench, turn: Turn, attack: Omit<Flood, 'seconds'>): Turn {
  return {
    name: turn.name,
    async run(round) {
      const seconds = bench.seconds + (round === 0 ? 3 : 0)
      const flooding = bench.run(programOf('load/flood.ts', bench.folder()), { ...attack, seconds })
      const [figures] = await Promise.all([turn.run(round), flooding])
      return figures
    },
  }
}
