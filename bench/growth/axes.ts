/** What grows, how far, and what a request costs on the way. */
import { cpuUsage } from 'node:process'
import type { Bench } from '../harness/bench.ts'
import type { Turn } from '../harness/measure.ts'
import { loadTurn } from '../load/turns.ts'
import { startGrown } from './accounts.ts'
import { refreshAll } from './refreshes.ts'
import { openSqliteSite } from './sqlite.ts'

export interface Axis {
  readonly title: string
  readonly sizes: readonly number[]
  /** The turns of one size. Each finds out `cpu`, microseconds a request. */
  prepare(bench: Bench, size: number): Promise<readonly Turn[]>
}

/** As far as `most` users and sessions. */
export function axesUpTo(most: number): readonly Axis[] {
  return [
    {
      title: 'users',
      sizes: sizesUpTo([100, 10_000, 1_000_000], most),
      async prepare(bench, users) {
        const { server, tokens, logins } = await startGrown(bench, { users })
        const pids = [server.pid]
        return [
          loadTurn(bench, "guarded, user's row read", { url: `${server.url}/mine/`, pids, tokens }),
          loadTurn(bench, 'login, with a cheap hash', { url: `${server.url}/api/auth/login/`, pids, bodies: logins }),
        ]
      },
    },
    {
      title: 'sessions',
      sizes: sizesUpTo([1000, 100_000, 1_000_000], most),
      prepare: async (bench, sessions) => [await refreshTurn(bench, sessions)],
    },
    {
      title: 'live revocations',
      sizes: [0, 1000, 10_000, 100_000],
      async prepare(bench, revocations) {
        const { server, tokens } = await startGrown(bench, { revocations })
        return [loadTurn(bench, "guarded, user's row read", { url: `${server.url}/mine/`, pids: [server.pid], tokens })]
      },
    },
    {
      title: 'groups',
      sizes: [3, 10, 100, 1000],
      async prepare(bench, groups) {
        const { server, inThree, inAll } = await startGrown(bench, { groups })
        const load = { url: `${server.url}/report/`, pids: [server.pid] }
        return [
          loadTurn(bench, 'a permission asked for, caller in three', { ...load, tokens: inThree }),
          loadTurn(bench, 'the same, caller in all of them', { ...load, tokens: inAll }),
        ]
      },
    },
  ]
}

function sizesUpTo(sizes: readonly number[], most: number): readonly number[] {
  return [...sizes.filter(size => size < most), most]
}

/** Active ones among them, at the store: no request is as near to the table. */
async function refreshTurn(bench: Bench, live: number): Promise<Turn> {
  const site = await openSqliteSite()
  bench.atEnd(() => site.close())
  const sessions = await site.fill({ live, expired: 0, active: Math.min(live, 10_000) })
  return {
    name: 'durable refresh, the store alone',
    async run(round) {
      if (round === 0) await refreshAll(site.store.sessions, sessions)
      const before = cpuUsage()
      await refreshAll(site.store.sessions, sessions)
      const { user, system } = cpuUsage(before)
      return { cpu: (user + system) / sessions.length }
    },
  }
}
