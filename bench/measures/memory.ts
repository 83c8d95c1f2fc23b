import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Bench } from '../harness/bench.ts'
import type { Measure, Turn } from '../harness/measure.ts'
import { residentMegabytesOf } from '../harness/processes.ts'
import type { Running } from '../harness/programs.ts'
import { expectGuarded } from '../load/expect.ts'
import { writeNewTokens } from '../load/tokens.ts'
import { installedServe } from '../targets/installed.ts'
import { startPeer } from '../targets/programs.ts'
import { secret } from '../targets/settings.ts'
import { copyTo, openSite } from '../targets/site.ts'

/** Times `--seconds`: a minute, unless asked otherwise. */
const turns = 12
/** Ten times what a server remembers. */
const tokenCount = 100_000

export const memory: Measure = {
  name: 'memory',
  how: `Resident memory of \`latchkey serve\` of the installed package on ten thousand users: a moment after its start, and
    after load for twelve times the seconds of a turn, so a minute by default: 64 connections ask for the caller's profile
    with a hundred thousand tokens, which is more than it remembers. Megabytes are 10^6 bytes; one round. The Fastify app is beside it for
    information: it has one table and three routes.`,
  needs: ['wrk', 'proc'],
  once: true,
  rows: [
    { says: 'resident memory, idle', ours: 'ours.idle', unit: 'MB', bar: { most: 85 } },
    { says: 'resident memory, after load', ours: 'ours.loaded', unit: 'MB', bar: { most: 150 } },
    { says: '  Fastify, idle', ours: 'peer.idle', unit: 'MB' },
    { says: '  Fastify, after load', ours: 'peer.loaded', unit: 'MB' },
  ],
  async prepare(bench) {
    const site = await openSite(bench)
    const tokens = join(bench.folder(), 'tokens.txt')
    writeNewTokens(tokens, site, tokenCount)
    const program = await installedServe(bench, copyTo(bench.folder(), site.ours))
    const fastify = { DATABASE: copyTo(bench.folder(), site.peer), SECRET_KEY: secret }
    const turn = (name: string, start: () => Promise<Running>, path: string) =>
      memoryTurn(bench, { name, start, path, tokens, known: site.firstToken })
    return [
      turn('ours', () => bench.serve(program), '/api/auth/profile/'),
      turn('peer', () => startPeer(bench, 'fastify', fastify), '/mine'),
    ]
  },
}

interface Load {
  readonly name: string
  readonly start: () => Promise<Running>
  readonly path: string
  readonly tokens: string
  readonly known: string
}

function memoryTurn(bench: Bench, { name, start, path, tokens, known }: Load): Turn {
  return {
    name,
    async run() {
      const { url, pid, stop } = await start()
      await wait(2000)
      const idle = residentMegabytesOf(pid)
      await expectGuarded(`${url}${path}`, known)
      await bench.wrk({ url: `${url}${path}`, seconds: turns * bench.seconds, tokens })
      const loaded = residentMegabytesOf(pid)
      await stop()
      return { idle, loaded }
    },
  }
}
