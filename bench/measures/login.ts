import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bench } from '../harness/bench.ts'
import type { Measure, Turn } from '../harness/measure.ts'
import { loadTurn } from '../load/turns.ts'
import { programOf, startPeer, startServe } from '../targets/programs.ts'
import { password, secret } from '../targets/settings.ts'
import { copyTo, openSite, type Site } from '../targets/site.ts'

const clients = 16

/** In seconds. So few requests a second take V8 long to compile what they run: by then it has, as in a server of some hours. */
const warmUp = 15

export const login: Measure = {
  name: 'login',
  how: `16 clients that log in, beside argon2id alone with the same parameters, 16 at once in a process of its own; and the
    Fastify app with the same hash. Both servers after fifteen seconds of logins.`,
  needs: ['wrk', 'proc', 'dist'],
  rows: [
    { says: 'login / raw argon2id, 16 clients', ours: 'ours.rate', peer: 'raw.rate', unit: '/s', bar: { least: 0.95 } },
    { says: '  the same / Fastify', ours: 'ours.rate', peer: 'peer.rate', unit: '/s' },
  ],
  async prepare(bench) {
    const site = await openSite(bench)
    const ours = await startServe(bench, `sqlite:///${copyTo(bench.folder(), site.ours)}`)
    const peer = await startPeer(bench, 'fastify', { DATABASE: copyTo(bench.folder(), site.peer), SECRET_KEY: secret })
    const load = { connections: clients, bodies: writeLogins(bench, site), warmUp }
    return [
      loadTurn(bench, 'ours', { url: `${ours.url}/api/auth/login/`, pids: [ours.pid], ...load }),
      rawHashes(bench),
      loadTurn(bench, 'peer', { url: `${peer.url}/login`, pids: [peer.pid], ...load }),
    ]
  },
}

export function rawHashes(bench: Bench): Turn {
  const program = programOf('targets/raw-argon2.ts', bench.folder())
  return {
    name: 'raw',
    run: () => bench.run<{ readonly rate: number }>(program, { seconds: bench.seconds, atOnce: clients }),
  }
}

/** Of the accounts with a password. */
function writeLogins(bench: Bench, { people }: Site): string {
  const file = join(bench.folder(), 'logins.txt')
  const bodies = people.slice(0, clients).map(({ email }) => JSON.stringify({ email, password }))
  writeFileSync(file, `${bodies.join('\n')}\n`)
  return file
}
