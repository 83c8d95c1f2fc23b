import type { Measure } from '../harness/measure.ts'
import { expectGuarded, expectStatus } from '../load/expect.ts'
import { loadTurn } from '../load/turns.ts'
import { startOurs, startPeer } from '../targets/programs.ts'
import { secret } from '../targets/settings.ts'
import { copyTo, openSite } from '../targets/site.ts'

export const ownApp: Measure = {
  name: 'own-app',
  how: `A route of an application's own Fastify app with \`guarded\` of latchkey/fastify, beside the same route without it,
    and beside the Fastify app of the guarded rows. Ten thousand tokens that were seen before.`,
  needs: ['wrk', 'proc'],
  rows: [
    {
      says: 'guarded route of your Fastify app / its unguarded route',
      ours: 'guarded.rate',
      peer: 'open.rate',
      unit: '/s',
      bar: { least: 0.75 },
    },
    {
      says: '  the same / Fastify + @fastify/jwt',
      ours: 'guarded.rate',
      peer: 'peer.rate',
      unit: '/s',
      bar: { least: 3 },
    },
    { says: '  its processor time, a request', ours: 'guarded.cpu', peer: 'open.cpu', unit: 'us' },
  ],
  async prepare(bench) {
    const site = await openSite(bench)
    const app = await startOurs(bench, 'own-app', copyTo(bench.folder(), site.ours))
    const peer = await startPeer(bench, 'fastify', { DATABASE: copyTo(bench.folder(), site.peer), SECRET_KEY: secret })
    await expectStatus(`${app.url}/open`, 200)
    await expectGuarded(`${app.url}/mine`, site.firstToken)
    await expectGuarded(`${peer.url}/mine`, site.firstToken)
    return [
      loadTurn(bench, 'guarded', { url: `${app.url}/mine`, pids: [app.pid], tokens: site.tokens }),
      // With the same tokens, which it does not read: the generator has the same work.
      loadTurn(bench, 'open', { url: `${app.url}/open`, pids: [app.pid], tokens: site.tokens }),
      loadTurn(bench, 'peer', { url: `${peer.url}/mine`, pids: [peer.pid], tokens: site.tokens }),
    ]
  },
}
