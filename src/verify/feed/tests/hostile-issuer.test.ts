import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createFakeClock } from '../../../testing/fake-clock.ts'
import { createFeedState } from '../feed-state.ts'
import { fetchLines } from '../fetch-lines.ts'
import { readLine } from '../read-line.ts'
import type { RevocationFeedOptions } from '../revocation-feed.ts'
import { connectTo, feedToken, openFeed, openIssuer, until, url } from './issuer.ts'

const good = { v: 1, asOf: 0, cursor: 'c', keys: ['k1'] }

/** A feed of an issuer that answers whatever the test says. */
function follow(t: TestContext, answer: (request: Request) => Response | Promise<Response>) {
  const clock = createFakeClock()
  const issuer = connectTo(async request => await answer(request))
  const opened = openFeed({ ...issuer, timer: clock })
  t.after(() => opened.feed.close())
  return { ...issuer, ...opened, clock }
}

test('a line that lies in its shape is none', () => {
  for (const odd of [
    {},
    [],
    null,
    'x',
    { v: 2, asOf: 0 },
    { ...good, asOf: '0' },
    { ...good, asOf: 1e300 },
    { ...good, cursor: 7 },
    { ...good, cursor: 'x'.repeat(20_000) },
    { ...good, reset: 1 },
    { v: 1, more: true },
    { ...good, keys: 'k1' },
    { ...good, keys: [7] },
    { ...good, keys: Array.from({ length: 2000 }, () => 'k') },
    { ...good, sessions: true },
    { ...good, sid: 'x' },
    { ...good, sid: ['x'] },
    { ...good, sid: { soon: '12345678901' } },
    { ...good, sid: { 100: '1234567890' } },
    { ...good, sid: { 100: 7 } },
    { ...good, jti: { 100: '1234567890+' } },
    { ...good, user: { 100: '12345678901' } },
  ]) {
    assert.equal(readLine(JSON.stringify(odd)), undefined, JSON.stringify(odd).slice(0, 80))
  }
  assert.equal(readLine('{'), undefined)
  assert.deepEqual(readLine(JSON.stringify({ ...good, sid: { 100: '12345678901' } }))?.keys, ['k1'])
  // Members that a later issuer adds are no fault.
  assert.ok(readLine(JSON.stringify({ ...good, later: 1 })))
})

const reasons: Readonly<Record<string, () => Response>> = {
  bad_line: () => new Response('{"v":1,"sid":{"x":7}}'),
  status_401: () => new Response('{}', { status: 401 }),
  status_500: () => new Response('{}', { status: 500 }),
  redirect: () => new Response('', { status: 302, headers: { location: 'https://elsewhere.example.com/' } }),
  // Walks without an end are cut off.
  'bad_line ': () => new Response(JSON.stringify({ v: 1, cursor: 'c', more: true })),
}

for (const [reason, answer] of Object.entries(reasons)) {
  test(`what is no answer leaves everything unknown, and the reason is told: ${reason}`, async t => {
    const { feed, events } = follow(t, answer)
    await assert.rejects(feed.ensureFresh(), { code: 'revocations_unavailable' })
    await until(() => events.length > 0)
    assert.equal(events[0]?.reason, reason.trim())
    assert.throws(() => feed.requireFresh(), { status: 503 })
  })
}

test('a wrong secret of the feed is 503 to every token, and the reason is told', async t => {
  const { fetch, auth } = await openIssuer()
  const { feed, events } = openFeed({ fetch, timer: auth.clock }, { token: `${feedToken}x` })
  t.after(() => feed.close())
  await assert.rejects(feed.ensureFresh(), { code: 'revocations_unavailable' })
  await until(() => events.length > 0)
  assert.equal(events[0]?.reason, 'status_401')
})

test('a line that a proxy held back is as old as the issuer says, not as young as its arrival', () => {
  let now = 1000
  const state = createFeedState(() => now)
  state.takeWalk([{ line: { v: 1, asOf: 0, cursor: 'c' }, startedAt: 1000 }], state.beginWalk())
  now = 9000
  state.take({ v: 1, asOf: 250 }, 1000, false)
  assert.equal(state.asOf, 1250)
  // None is of the future, and none makes older what is known.
  state.take({ v: 1, asOf: 1_000_000 }, 1000, false)
  assert.equal(state.asOf, 9000)
  state.take({ v: 1, asOf: -5000 }, 1000, false)
  assert.equal(state.asOf, 9000)
})

test('an answer that stalls in its middle is cut off, and asked for again', async t => {
  let rounds = 0
  const { feed, events, clock } = follow(t, () => {
    rounds += 1
    if (rounds > 1) return new Response(JSON.stringify(good))
    return new Response(new ReadableStream({ start: body => body.enqueue(new TextEncoder().encode('{"v":1,')) }))
  })
  await until(() => rounds === 1)
  for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate)
  clock.advance(5001)
  await until(() => events.length > 0)
  assert.equal(events[0]?.reason, 'timeout')
  clock.advance(5000)
  await feed.ready()
})

test('an answer that never ends is read up to a limit', async () => {
  const clock = createFakeClock()
  const piece = new Uint8Array(1024 * 1024).fill(0x41)
  const fetch = async () => new Response(new ReadableStream({ pull: body => body.enqueue(piece) }))
  const request = { url, token: feedToken, cursor: undefined, wait: 0, signal: new AbortController().signal }
  const reading = async () => {
    for await (const line of fetchLines(fetch, clock, request)) assert.fail(line.slice(0, 10))
  }
  await assert.rejects(reading(), { reason: 'too_large' })
})

test('the secret goes to the issuer alone, in a header, and redirects are not followed', async t => {
  const seen: Request[] = []
  const { feed } = follow(t, request => {
    seen.push(request)
    return new Response(JSON.stringify(good))
  })
  await feed.ready()
  const [first] = seen
  assert.equal(first?.headers.get('authorization'), `Bearer ${feedToken}`)
  assert.equal(first?.redirect, 'manual')
  assert.ok(!seen.some(request => request.url.includes(feedToken)))
})

test('options that are wrong throw when the feed is made', () => {
  const clock = createFakeClock()
  for (const odd of [
    { url: 'http://auth.example.com/' },
    { url: 'https://user@auth.example.com/' },
    { url: 'ftp://localhost/' },
    { url: '' },
    { url: undefined },
    { token: 'short' },
    { token: '' },
    { token: `${feedToken}\r\nX: y` },
    { allowance: 'soon' },
    { allowance: -1 },
    { idleAfter: 'never' },
    { follow: 'always' },
    { allowences: 1 },
  ]) {
    const options = odd as Partial<RevocationFeedOptions>
    assert.throws(
      () => openFeed({ fetch: async () => new Response(), timer: clock }, options),
      TypeError,
      JSON.stringify(odd),
    )
  }
})
