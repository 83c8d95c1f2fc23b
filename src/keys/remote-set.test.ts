/** What `remote-jwks.test.ts` does not ask: a runtime that ends a fetch with the request in which it began. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generateKeyPair } from './generate.ts'
import { createRemoteSet } from './remote-set.ts'
import { sortJwks } from './sort-jwks.ts'

const { publicJwk, kid } = generateKeyPair('ES256')

function open(losesFetches: boolean) {
  const clock = { now: 0 }
  const given: Promise<unknown>[] = []
  let fetches = 0
  // The first is lost: it never settles, whatever its signal says.
  const fetch = async () => {
    fetches += 1
    return fetches === 1 ? await new Promise<Response>(() => {}) : Response.json({ keys: [publicJwk] })
  }
  const set = createRemoteSet({
    url: 'https://auth.example.com/jwks.json',
    fetch,
    sort: sortJwks,
    now: () => clock.now,
    losesFetches,
    waitUntil: work => void given.push(work),
  })
  const prepare = () => set.prepare(() => set.keys.some(key => key.kid === kid), kid ?? '')
  return { clock, given, set, prepare, fetches: () => fetches }
}

test('a fetch that was lost keeps no one waiting once it cannot end any more', async () => {
  const { clock, given, set, prepare, fetches } = open(true)
  prepare().catch(() => {})
  assert.equal(fetches(), 1)
  clock.now = 10_999
  prepare().catch(() => {})
  assert.equal(fetches(), 1)
  clock.now = 11_000
  await prepare()
  assert.deepEqual([set.keys.length, fetches(), given.length], [1, 2, 2])
})

test('where none is lost, all share the one that takes its time', () => {
  const { clock, prepare, fetches } = open(false)
  prepare().catch(() => {})
  clock.now = 60_000
  prepare().catch(() => {})
  assert.equal(fetches(), 1)
})
