import type { Measure } from '../harness/measure.ts'
import { expectStatus } from '../load/expect.ts'
import { loadTurn } from '../load/turns.ts'
import { startOurs, startPeer } from '../targets/programs.ts'
import { copyTo, openSite } from '../targets/site.ts'

export const dispatch: Measure = {
  name: 'dispatch',
  how: `An application's public endpoint at the ready-made server, with its log and counters, beside a route of a bare
    Fastify app that answers the same; 64 connections.`,
  needs: ['wrk', 'proc'],
  rows: [
    { says: 'public row / bare Fastify route', ours: 'ours.rate', peer: 'bare.rate', unit: '/s', bar: { least: 0.6 } },
    { says: '  its processor time, a request', ours: 'ours.cpu', peer: 'bare.cpu', unit: 'us' },
  ],
  async prepare(bench) {
    const site = await openSite(bench)
    const ours = await startOurs(bench, 'server', copyTo(bench.folder(), site.ours))
    const bare = await startPeer(bench, 'fastify', {
      DATABASE: copyTo(bench.folder(), site.peer),
      SECRET_KEY: 'unused',
    })
    const urls = { ours: `${ours.url}/hello/`, bare: `${bare.url}/hello` }
    await expectStatus(urls.ours, 200)
    await expectStatus(urls.bare, 200)
    return [
      loadTurn(bench, 'ours', { url: urls.ours, pids: [ours.pid] }),
      loadTurn(bench, 'bare', { url: urls.bare, pids: [bare.pid] }),
    ]
  },
}
