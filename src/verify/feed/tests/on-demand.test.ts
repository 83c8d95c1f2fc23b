/** `follow: 'on_demand'`: nothing lasts between requests, and what is known is asked for when a token needs it. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createFakeClock } from '../../../testing/fake-clock.ts'
import { createVerifier } from '../../verifier.ts'
import { createFeedState } from '../feed-state.ts'
import type { RevocationFeedOptions } from '../revocation-feed.ts'
import { checks, connectTo, openFeed, openIssuer, sharedKeys, until, waitingVerifiers } from './issuer.ts'

const line = { v: 1, asOf: 0, cursor: 'c' } as const
const unavailable = { status: 503, code: 'revocations_unavailable' }

async function begin(t: TestContext, options: Partial<RevocationFeedOptions> = {}) {
  const issuer = await openIssuer()
  const { clock } = issuer.auth
  const { feed } = openFeed({ ...issuer, timer: clock }, { follow: 'on_demand', ...options })
  t.after(() => feed.close())
  return { ...issuer, clock, feed }
}

for (const each of waitingVerifiers) {
  test(`${each.name}: a logout is heard with the first token after the allowance, and until then nothing is asked`, async t => {
    const { auth, clock, feed, asked } = await begin(t, { allowance: '10s' })
    const verify = each.create({ ...checks, clock, revocations: feed })
    const [pair, kept] = [await auth.register('alice@example.com'), await auth.register('bob@example.com')]
    assert.equal(asked.length, 0)
    assert.equal((await verify(pair.access)).userId, '1')
    const begun = asked.length
    await auth.logout(pair)
    clock.advance(9999)
    assert.equal((await verify(pair.access)).userId, '1')
    assert.equal(asked.length, begun)
    clock.advance(2)
    const outcomes = await Promise.allSettled([pair, kept, pair].map(({ access }) => verify(access)))
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['rejected', 'fulfilled', 'rejected'],
    )
    assert.equal(asked.length, begun + 1)
    assert.equal(auth.system.revocationFeed.waiting, 0)
    assert.ok(!asked.some(query => query.includes('wait')))
  })

  test(`${each.name}: an issuer that is away is 503 after the allowance, and what was revoked meanwhile is refused after`, async t => {
    const { auth, clock, feed, goAway, comeBack } = await begin(t)
    const verify = each.create({ ...checks, clock, revocations: feed })
    const [pair, kept] = [await auth.register('alice@example.com'), await auth.register('bob@example.com')]
    await verify(pair.access)
    goAway()
    await auth.logout(pair)
    clock.advance(1001)
    await assert.rejects(verify(kept.access), unavailable)
    comeBack()
    clock.advance(300)
    await assert.rejects(verify(pair.access), { status: 401, reason: 'revoked' })
    assert.equal((await verify(kept.access)).userId, '2')
  })
}

test('refresh() asks ahead once half of the allowance is over, so that no token waits', async t => {
  const { auth, clock, feed, asked } = await begin(t, { allowance: '10s' })
  await feed.ready()
  const begun = asked.length
  clock.advance(5000)
  await feed.refresh()
  assert.equal(asked.length, begun)
  clock.advance(1)
  await Promise.all([feed.refresh(), feed.refresh()])
  assert.equal(asked.length, begun + 1)
  clock.advance(9000)
  await feed.ensureFresh()
  assert.equal(asked.length, begun + 1)
  await auth.store.close()
})

test('a verifier that cannot wait takes no such feed', async t => {
  const { clock, feed } = await begin(t)
  assert.throws(() => createVerifier({ ...checks, keys: sharedKeys, clock, revocations: feed }), /is waited for/)
})

/** An issuer whose answers the test holds back: as a runtime does with what a request began that has ended. */
function heldBack(t: TestContext, options: Partial<RevocationFeedOptions> = {}) {
  const clock = createFakeClock()
  const answers: ((line: object) => void)[] = []
  const { fetch } = connectTo(
    () => new Promise(resolve => answers.push(answer => resolve(new Response(JSON.stringify(answer))))),
  )
  const { feed } = openFeed({ fetch, timer: clock }, { follow: 'on_demand', ...options })
  t.after(() => feed.close())
  return { clock, feed, answers }
}

test('a question that is lost with its request keeps no other waiting for longer than a second', async t => {
  const { clock, feed, answers } = heldBack(t)
  feed.ready().catch(() => {})
  await until(() => answers.length === 1)
  clock.advance(600)
  const second = feed.ensureFresh()
  await new Promise(setImmediate)
  assert.equal(answers.length, 1)
  clock.advance(400)
  await until(() => answers.length === 2)
  answers[1]?.(line)
  await second
  // What waits no longer asks nothing any more.
  clock.advance(60_000)
  await new Promise(setImmediate)
  assert.equal(answers.length, 2)
})

test('an answer that comes in pieces is not taken for lost', async t => {
  const clock = createFakeClock()
  const bodies: ReadableStreamDefaultController<Uint8Array>[] = []
  const { fetch } = connectTo(
    async () => new Response(new ReadableStream({ start: controller => void bodies.push(controller) })),
  )
  const { feed } = openFeed({ fetch, timer: clock }, { follow: 'on_demand' })
  t.after(() => feed.close())
  const ready = feed.ready()
  await until(() => bodies.length === 1)
  for (const piece of JSON.stringify(line).match(/.{1,9}/g) ?? []) {
    clock.advance(900)
    bodies[0]?.enqueue(new TextEncoder().encode(piece))
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate)
  }
  bodies[0]?.close()
  await ready
  assert.equal(bodies.length, 1)
})

test('each question is given to waitUntil, and never rejects there', async t => {
  const given: Promise<unknown>[] = []
  const { clock, feed, goAway } = await begin(t, { waitUntil: work => void given.push(work) })
  await feed.ready()
  goAway()
  clock.advance(1001)
  await assert.rejects(feed.ensureFresh(), unavailable)
  assert.equal(given.length, 2)
  await Promise.all(given)
})

test('of questions that overlap the one that began last says what is true, in whichever order they end', () => {
  const of = (sid: string, key: string, cursor: string) =>
    [{ line: { v: 1, asOf: 0, cursor, keys: [key], sid: { 2000000000: sid.repeat(11) } }, startedAt: 0 }] as const
  for (const order of ['as they began', 'the other way'] as const) {
    const state = createFeedState(() => 1000)
    // Both ask for everything.
    const [first, second] = [state.beginWalk(), state.beginWalk()]
    const ends = [() => state.takeWalk(of('a', 'old', 'c1'), first), () => state.takeWalk(of('b', 'new', 'c2'), second)]
    for (const end of order === 'as they began' ? ends : ends.toReversed()) end()
    assert.deepEqual([state.keys, state.cursor, state.held.size], [['new'], 'c2', 1], order)
    // Both go on from there.
    const [third, fourth] = [state.beginWalk(), state.beginWalk()]
    state.takeWalk(of('d', 'newest', 'c4'), fourth)
    state.takeWalk(of('c', 'new', 'c3'), third)
    assert.deepEqual([state.keys, state.cursor, state.held.size], [['newest'], 'c4', 3], order)
  }
})

test('what goes on from a place that was replaced meanwhile is dropped', () => {
  const state = createFeedState(() => 1000)
  state.takeWalk([{ line, startedAt: 0 }], state.beginWalk())
  const [stale, reset] = [state.beginWalk(), state.beginWalk()]
  state.takeWalk([{ line: { ...line, cursor: 'new', reset: true }, startedAt: 0 }], reset)
  state.takeWalk([{ line: { ...line, cursor: 'old', sid: { 2000000000: 'a'.repeat(11) } }, startedAt: 0 }], stale)
  assert.deepEqual([state.cursor, state.held.size], ['new', 0])
})

test('a question that is under way is enough, where what it brings is young enough', async t => {
  const { clock, feed, answers } = heldBack(t, { allowance: '10s' })
  const first = feed.ensureFresh()
  await until(() => answers.length === 1)
  const second = feed.ensureFresh()
  clock.advance(100)
  answers[0]?.(line)
  await Promise.all([first, second])
  assert.equal(answers.length, 1)
})
