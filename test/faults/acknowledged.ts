/** Writers that remember what a store acknowledged, so that a fault can be asked what it lost. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { Store } from '../../src/store.ts'
import { beginning, refreshing, stamp } from '../../src/testing/store-contract/opened-store.ts'
import type { User } from '../../src/users/user.ts'

export interface Writing {
  /** Sessions that were acknowledged so far. */
  readonly started: readonly string[]
  /** Spent tokens that were. */
  readonly spent: readonly string[]
  /** The codes of what was refused. */
  readonly refused: ReadonlySet<unknown>
  /** Resolves when so many more sessions are acknowledged. */
  more(count: number): Promise<void>
  /** Resolves when a write is refused. */
  refusal(): Promise<void>
  stop(): Promise<void>
}

/** Sessions begin, are refreshed, and tokens are spent, by four writers, until it is stopped or the test has ended. */
export function keepWriting(t: Pick<TestContext, 'after'>, store: Store, user: User): Writing {
  const started: string[] = []
  const spent: string[] = []
  const refused = new Set<unknown>()
  let isOver = false
  t.after(() => {
    isOver = true
  })
  const writer = async (name: number) => {
    for (let round = 0; !isOver; round += 1) {
      const sid = `s${name}-${round}`
      try {
        if ((await store.sessions.start(beginning(user, sid))) === 'started') started.push(sid)
        const outcome = await store.sessions.rotate(refreshing(sid, `${sid}-1`, `${sid}-2`, { userId: user.id }))
        assert.equal(outcome.kind, 'rotated')
        if ((await store.sessions.spend(stamp(`${sid}-t`))) === 'spent') spent.push(`${sid}-t`)
      } catch (error) {
        refused.add((error as { code?: string }).code ?? error)
        await pause(20)
      }
    }
  }
  const writers = [1, 2, 3, 4].map(writer)
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await pause(10)
  }
  return {
    started,
    spent,
    refused,
    more(count) {
      const wanted = started.length + count
      return until(() => started.length >= wanted)
    },
    refusal: () => until(() => refused.size > 0),
    async stop() {
      isOver = true
      await Promise.all(writers)
    },
  }
}

/** Every session is there and every spent token stays spent; what was refused was refused as a store that is away. */
export async function assertNothingLost(store: Store, { started, spent, refused }: Writing): Promise<void> {
  assert.deepEqual(refused.difference(new Set(['store_unavailable'])), new Set())
  assert.ok(started.length > 0 && spent.length > 0)
  for (const sid of started) assert.ok((await store.sessions.find(sid)) !== undefined, sid)
  for (const jti of spent) assert.equal(await store.sessions.spend(stamp(jti)), 'already')
}
