/** Two processes on one file, and a clock that the test moves: their waits end when it says so. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { type AuthError, problem } from '../problems.ts'
import type { RefreshLeases } from '../sessions/refresh-leases.ts'
import type { Config } from '../settings/settings.ts'
import { createUser } from '../testing/create-user.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { createTestAuth, type TestAuth } from '../testing/test-auth.ts'
import { testPassword } from '../testing/test-client.ts'
import { digestOf, openAnswer, type RefreshAnswer } from './refresh-answer.ts'
import { type SharedAnswer, shareRefresh } from './share-refresh.ts'

const fresh: RefreshAnswer = { isFresh: true, cookies: ['access_token=the-access', 'refresh_token=the-successor'] }
const refused: RefreshAnswer = { isFresh: false, cookies: ['access_token=; Max-Age=0'] }

async function open(t: TestContext, config: Config = {}) {
  const clock = createFakeClock()
  const path = join(temporaryFolder(t), 'shared.sqlite3')
  const first = await createTestAuth(config, { path, clock, seed: 'first' })
  const second = await createTestAuth(config, { path, clock, seed: 'second' })
  // A test takes the database away.
  t.after(() => Promise.all([first, second].map(each => each.close().catch(() => {}))))
  await createUser(first, { email: 'alice@example.com', password: testPassword })
  const { refresh: token } = await first.login('alice@example.com')
  const share = (at: TestAuth, exchange: () => Promise<RefreshAnswer>, shown = token) =>
    shareRefresh(at.system, { token: shown, place: '' }, exchange)
  const rows = () => first.store.database.prepare('SELECT * FROM refresh_leases').all()
  /** Time passes, a little at once, until it is settled. */
  const settled = async <T>(waited: Promise<T>, mostMs = 20_000): Promise<T> => {
    let isSettled = false
    const note = () => {
      isSettled = true
    }
    waited.then(note, note)
    for (let ms = 0; ms < mostMs && !isSettled; ms += 10) {
      clock.advance(10)
      // A commit is on disk some turns later.
      for (let turns = 0; turns < 20 && !isSettled; turns += 1) await turn()
    }
    return await waited
  }
  return { first, second, clock, token, share, rows, settled }
}

/** An exchange that the test ends. */
function exchangeToEnd() {
  const { promise, resolve, reject } = Promise.withResolvers<RefreshAnswer>()
  const state = { count: 0 }
  const exchange = () => {
    state.count += 1
    return promise
  }
  return { exchange, resolve, reject, state }
}

const never = () => Promise.reject(new Error('it was exchanged twice'))
const cookiesOf = ({ cookies, isShared }: SharedAnswer) => [cookies, isShared]

test('another process waits for the exchange, and is told the same for ten seconds', async t => {
  const { first, second, clock, share, settled, rows } = await open(t)
  const { exchange, resolve, state } = exchangeToEnd()
  const own = share(first, exchange)
  while (state.count === 0) await turn()
  const other = share(second, never)
  clock.advance(100)
  resolve(fresh)
  assert.deepEqual(cookiesOf(await settled(own)), [fresh.cookies, false])
  assert.deepEqual(cookiesOf(await settled(other)), [fresh.cookies, true])
  clock.advance(5000)
  const late = await share(second, never)
  assert.ok(late.goodFor > 4000 && late.goodFor <= 5000, String(late.goodFor))
  clock.advance(5001)
  assert.deepEqual(cookiesOf(await share(second, async () => refused)), [refused.cookies, false])
  assert.equal(rows().length, 1)
})

test('where a process dies with its turn, another exchanges after three seconds', async t => {
  const { first, second, clock, token, share, settled } = await open(t)
  const dead = { digest: digestOf({ token, place: '' }), holder: 'dead' }
  await first.store.refreshLeases.claim(dead, { now: clock.now(), length: 3000 })
  const began = clock.now()
  assert.deepEqual(cookiesOf(await settled(share(second, async () => fresh))), [fresh.cookies, false])
  assert.ok(clock.now() - began >= 3000 && clock.now() - began < 3200, String(clock.now() - began))
})

test('an exchange that takes longer than a turn keeps it, and who waits for fifteen seconds hears that', async t => {
  const { first, second, clock, share, rows, settled } = await open(t)
  const { exchange, resolve, state } = exchangeToEnd()
  const own = share(first, exchange)
  while (state.count === 0) await turn()
  assert.equal(Number(rows()[0]?.ends_at) - clock.now(), 3000)
  const waited = settled(share(second, never))
  await assert.rejects(waited, { status: 503, code: 'store_unavailable', headers: { 'Retry-After': '1' } })
  resolve(fresh)
  assert.deepEqual(cookiesOf(await settled(own)), [fresh.cookies, false])
  assert.deepEqual(cookiesOf(await share(second, never)), [fresh.cookies, true])
})

test('a refusal is told to all, so that no one presents the token once more', async t => {
  const { first, second, share } = await open(t)
  assert.deepEqual(cookiesOf(await share(first, async () => refused)), [refused.cookies, false])
  assert.deepEqual(cookiesOf(await share(second, never)), [refused.cookies, true])
})

test('a limit of requests is told to all for a second, and then asked again', async t => {
  const { first, second, clock, share } = await open(t)
  const throttled = async () => {
    throw problem('throttled', { headers: { 'Retry-After': '60' } })
  }
  const told = { status: 429, code: 'throttled', headers: { 'Retry-After': '60' } }
  await assert.rejects(share(first, throttled), told)
  await assert.rejects(share(second, never), told)
  clock.advance(1001)
  assert.equal((await share(second, async () => fresh)).isFresh, true)
})

test('what cannot be known at one process is asked at the next', async t => {
  const { first, second, share } = await open(t)
  const away = async () => {
    throw problem('signer_unavailable')
  }
  await assert.rejects(share(first, away), { status: 503 })
  assert.deepEqual(cookiesOf(await share(second, async () => fresh)), [fresh.cookies, false])
})

test('a process that stood still and is refused then is told what the one after it was told', async t => {
  const { first, second, clock, token, share } = await open(t)
  const { exchange, resolve, state } = exchangeToEnd()
  const own = share(first, exchange)
  while (state.count === 0) await turn()
  const lease = { digest: digestOf({ token, place: '' }), holder: 'x' }
  const { database } = second.store
  // It stood still: none of its timers ran.
  database.prepare('UPDATE refresh_leases SET ends_at = 0').run()
  assert.deepEqual(await second.store.refreshLeases.find(lease.digest, clock.now()), { kind: 'free' })
  assert.deepEqual(cookiesOf(await share(second, async () => fresh)), [fresh.cookies, false])
  resolve(refused)
  assert.deepEqual(cookiesOf(await own), [fresh.cookies, true])
})

test('a process that stood still and comes back with the pair leaves it for the one after it', async t => {
  const { first, second, share, settled } = await open(t)
  const [late, next] = [exchangeToEnd(), exchangeToEnd()]
  const own = share(first, late.exchange)
  while (late.state.count === 0) await turn()
  second.store.database.prepare('UPDATE refresh_leases SET ends_at = 0').run()
  const other = share(second, next.exchange)
  while (next.state.count === 0) await turn()
  late.resolve(fresh)
  assert.deepEqual(cookiesOf(await own), [fresh.cookies, false])
  next.resolve(refused)
  assert.deepEqual(cookiesOf(await settled(other)), [fresh.cookies, true])
})

test('the answer in the database opens for who has both the token and the secret', async t => {
  const previous = { key: 'an older secret that is long enough for a key of today', id: 'old' }
  const { first, share, token, rows } = await open(t)
  await share(first, async () => fresh)
  const [row] = rows()
  const written = JSON.stringify(row)
  for (const text of [token, token.split('.')[2] ?? '', 'the-access', 'the-successor']) {
    assert.ok(!written.includes(text), text)
  }
  const { settings } = first.system
  const [digest, answer] = [String(row?.digest), String(row?.answer)]
  assert.deepEqual(openAnswer(settings, token, digest, answer), fresh)
  assert.equal(openAnswer(settings, `${token}x`, digest, answer), undefined, 'without the token')
  assert.equal(openAnswer(settings, digest, digest, answer), undefined, 'with what the row has')
  assert.equal(openAnswer(settings, token, 'another-row', answer), undefined, 'moved to another row')
  const other = await createTestAuth({ secretKey: previous.key })
  assert.equal(openAnswer(other.system.settings, token, digest, answer), undefined, 'without the secret')
  const rotated = { secretKey: other.system.settings.secretKey, previousKeys: [{ key: settings.secretKey.reveal() }] }
  assert.deepEqual(openAnswer(rotated, token, digest, answer), fresh, 'while the secret is being replaced')
})

test('where an answer cannot be opened, each exchanges by itself', async t => {
  const { first, second, share } = await open(t)
  await share(first, async () => fresh)
  first.store.database.prepare("UPDATE refresh_leases SET answer = 'x' || answer").run()
  assert.deepEqual(cookiesOf(await share(second, async () => refused)), [refused.cookies, false])
})

test('a token that was not signed here, or has expired, writes nothing (denial of service)', async t => {
  const { first, clock, token, share, rows } = await open(t)
  for (const shown of ['', 'x', `${token}x`, token.replace(/\.[^.]*$/, '.')]) {
    assert.deepEqual(cookiesOf(await share(first, async () => refused, shown)), [refused.cookies, false])
  }
  clock.advance(8 * 86_400_000)
  assert.equal((await share(first, async () => refused)).isShared, false)
  assert.deepEqual(rows(), [])
})

test('where no refresh token is spent, none is leased', async t => {
  const { first, share, rows } = await open(t, { rotateRefreshTokens: false, blacklistAfterRotation: false })
  assert.deepEqual(cookiesOf(await share(first, async () => fresh)), [fresh.cookies, false])
  assert.deepEqual(rows(), [])
})

test('a store that keeps no leases is told of, and each exchanges by itself', async t => {
  const { first, share } = await open(t)
  first.store.database.exec('ALTER TABLE refresh_leases RENAME TO elsewhere')
  assert.deepEqual(cookiesOf(await share(first, async () => fresh)), [fresh.cookies, false])
  assert.equal(first.events.filter(({ name }) => name === 'refresh.lease_failed').length, 1)
})

test('a store that is away is 503 before anything is exchanged', async t => {
  const { first, share } = await open(t)
  first.store.database.close()
  await assert.rejects(share(first, never), (error: AuthError) => error.code === 'store_unavailable')
})

/** The same process, with a way to its leases that fails. */
function failing({ system }: TestAuth, how: Partial<RefreshLeases>): TestAuth['system'] {
  return { ...system, refreshLeases: { ...system.refreshLeases, ...how } }
}

test('a claim that was cut off at once is made again; one that was waited for is not', async t => {
  const { first, clock, token } = await open(t)
  let claims = 0
  const claim =
    (waitMs: number) =>
    async (...asked: Parameters<RefreshLeases['claim']>) => {
      claims += 1
      if (claims > 1) return await first.store.refreshLeases.claim(...asked)
      clock.advance(waitMs)
      throw problem('store_unavailable')
    }
  const share = (waitMs: number) =>
    shareRefresh(failing(first, { claim: claim(waitMs) }), { token, place: '' }, async () => fresh)
  assert.equal((await share(10)).isFresh, true)
  assert.equal(claims, 2)
  claims = 0
  await assert.rejects(share(15_000), { code: 'store_unavailable' })
  assert.equal(claims, 1)
})

test('where the answer cannot be left, who has it waits a second at most', async t => {
  const { first, clock, token, settled } = await open(t)
  const system = failing(first, { answer: () => new Promise(() => {}) })
  const began = clock.now()
  const shared = await settled(shareRefresh(system, { token, place: '' }, async () => fresh))
  assert.deepEqual(cookiesOf(shared), [fresh.cookies, false])
  assert.ok(clock.now() - began <= 1100, String(clock.now() - began))
})
