import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Bench } from '../harness/bench.ts'
import type { Measure, Turn } from '../harness/measure.ts'
import { expectGuarded } from '../load/expect.ts'
import { writeNewTokens } from '../load/tokens.ts'
import { loadTurn } from '../load/turns.ts'
import { startOurs, startPeer } from '../targets/programs.ts'
import { secret } from '../targets/settings.ts'
import { copyTo, openSite, type Site } from '../targets/site.ts'

export const guarded: Measure = {
  name: 'guarded',
  how: `An endpoint for users at the ready-made server, beside Fastify with @fastify/jwt, which verifies the token and reads
    its user's row by a prepared statement (it knows of no revocation). Ten thousand users in both. "Seen before": their
    ten thousand tokens, again and again. "New": every request has a token that the server has not seen.`,
  needs: ['wrk', 'proc'],
  rows: [
    {
      says: 'guarded row, tokens seen before / Fastify + @fastify/jwt',
      ours: 'seen.rate',
      peer: 'peer.rate',
      unit: '/s',
      bar: { least: 2.5 },
    },
    { says: '  its processor time, a request', ours: 'seen.cpu', peer: 'peer.cpu', unit: 'us' },
    {
      says: 'guarded row, every token new / Fastify + @fastify/jwt',
      ours: 'new.rate',
      peer: 'peer.rate',
      unit: '/s',
      bar: { least: 1.8 },
    },
    { says: '  its processor time, a request', ours: 'new.cpu', peer: 'peer.cpu', unit: 'us' },
    {
      says: "guarded row, tokens seen before, user's row read / Fastify + @fastify/jwt",
      ours: 'row.rate',
      peer: 'peer.rate',
      unit: '/s',
      bar: { least: 1.5 },
    },
    { says: '  its processor time, a request', ours: 'row.cpu', peer: 'peer.cpu', unit: 'us' },
  ],
  async prepare(bench) {
    const site = await openSite(bench)
    const cached = await startGuarded(bench, site)
    const reading = await startGuarded(bench, site, { LATCHKEY_READ_USER: 'always' })
    const peer = await startPeer(bench, 'fastify', { DATABASE: copyTo(bench.folder(), site.peer), SECRET_KEY: secret })
    await expectGuarded(`${peer.url}/mine`, site.firstToken)
    return [
      loadTurn(bench, 'seen', { url: cached.url, pids: [cached.pid], tokens: site.tokens }),
      loadTurn(bench, 'peer', { url: `${peer.url}/mine`, pids: [peer.pid], tokens: site.tokens }),
      newTokenTurn(bench, 'new', site, await startGuarded(bench, site)),
      loadTurn(bench, 'row', { url: reading.url, pids: [reading.pid], tokens: site.tokens }),
    ]
  },
}

/** More than any server here answers in a second, as each token counts once. */
const tokensPerSecond = 60_000

function newTokenTurn(
  bench: Bench,
  name: string,
  site: Site,
  { url, pid }: { readonly url: string; readonly pid: number },
): Turn {
  const file = join(bench.folder(), 'new-tokens.txt')
  return loadTurn(bench, name, {
    url,
    pids: [pid],
    before() {
      rmSync(file, { force: true })
      writeNewTokens(file, site, tokensPerSecond * Math.max(2, bench.seconds))
      return { tokens: file }
    },
  })
}

async function startGuarded(bench: Bench, site: Site, env: Readonly<Record<string, string>> = {}) {
  const { url, pid } = await startOurs(bench, 'server', copyTo(bench.folder(), site.ours), env)
  await expectGuarded(`${url}/mine/`, site.firstToken)
  return { url: `${url}/mine/`, pid }
}
