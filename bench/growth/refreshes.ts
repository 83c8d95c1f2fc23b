import { randomBytes } from 'node:crypto'
import type { SessionStore } from '../../src/sessions/store.ts'
import type { ActiveSession } from './site.ts'

/** Refreshes a second: each session once, in any order, 64 at once. */
export async function refreshAll(sessions: SessionStore, all: readonly ActiveSession[]): Promise<number> {
  const order = all.toSorted(() => Math.random() - 0.5)
  const began = performance.now()
  let next = 0
  const work = async () => {
    for (let one = order[next++]; one !== undefined; one = order[next++]) await refresh(sessions, one)
  }
  await Promise.all(Array.from({ length: 64 }, work))
  return (order.length / (performance.now() - began)) * 1000
}

async function refresh(sessions: SessionStore, session: ActiveSession): Promise<void> {
  const now = Date.now()
  const iat = Math.floor(now / 1000)
  const jti = randomBytes(16).toString('hex')
  const { kind } = await sessions.rotate({
    sid: session.sid,
    userId: session.userId,
    presented: { jti: session.jti, iat, exp: iat + 1000 },
    next: { jti, iat, exp: iat + 7 * 86_400 },
    tokensUntil: now + 900_000,
    now,
    grace: 10_000,
    authority: 'session',
    replayEndsSession: true,
    origin: {
      address: '203.0.113.77',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    },
  })
  if (kind !== 'rotated') throw new Error(`a refresh was ${kind}`)
  session.jti = jti
}
