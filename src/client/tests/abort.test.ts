/** Requests that are aborted, and bodies that can be sent once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fetchWithProgress } from '../index.ts'
import { becomePage, modes, openTabs, signIn } from './tabs.ts'

becomePage()

const profile = '/api/auth/profile/'
const isAbort = { name: 'AbortError' }

for (const mode of modes) {
  test(`${mode}: a request that is aborted before it is sent sends and refreshes nothing`, async t => {
    const { open, expire, wire } = await openTabs(t, mode)
    const client = open()
    await signIn([client])
    expire()
    wire.sent.length = 0
    await assert.rejects(client.fetch(profile, { signal: AbortSignal.abort() }), isAbort)
    assert.deepEqual(wire.sent, [])
  })

  test(`${mode}: a request that is aborted under way rejects at once, and the session goes on`, async t => {
    const { open, wire } = await openTabs(t, mode)
    const client = open()
    await signIn([client])
    const abort = new AbortController()
    wire.before = async path => {
      if (path === profile) abort.abort()
    }
    await assert.rejects(client.fetch(profile, { signal: abort.signal }), isAbort)
    wire.before = async () => {}
    assert.equal((await client.fetch(profile)).status, 200)
  })

  test(`${mode}: a request that is aborted while it waits for the refresh rejects at once; the others get theirs`, async t => {
    const { open, expire, wire, count } = await openTabs(t, mode)
    const client = open()
    await signIn([client])
    expire()
    const refreshing = Promise.withResolvers<void>()
    const released = Promise.withResolvers<void>()
    wire.before = async path => {
      if (!path.includes('refresh')) return
      refreshing.resolve()
      await released.promise
    }
    const abort = new AbortController()
    const aborted = client.fetch(profile, { signal: abort.signal })
    const other = client.fetch(profile)
    await refreshing.promise
    abort.abort(new DOMException('changed my mind', 'AbortError'))
    await assert.rejects(aborted, { name: 'AbortError', message: 'changed my mind' })
    released.resolve()
    assert.equal((await other).status, 200)
    assert.equal(count('refresh'), 1)
  })

  test(`${mode}: a form is sent again after a refresh; a stream is not, and the answer says that it can be`, async t => {
    const { open, expire, count } = await openTabs(t, mode)
    // With a clock that stands still the client learns of the end of its token by the 401.
    const client = open({ clock: { now: () => 0 } })
    await signIn([client])
    await client.resume()
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const send = (body: URLSearchParams | ReadableStream) =>
      client.request(profile, {
        method: 'PATCH',
        headers,
        body,
        ...(body instanceof ReadableStream && { duplex: 'half' }),
      })
    const stream = () => ReadableStream.from([Buffer.from('first_name=Streamed')])
    expire()
    const sent = count(profile)
    const outcome = await send(stream())
    assert.deepEqual([outcome.kind, outcome.kind === 'later' && outcome.retryAfter], ['later', 0])
    assert.equal(count(profile), sent + 1)
    const again = await send(stream())
    assert.match(again.kind === 'answer' ? await again.response.text() : again.kind, /Streamed/)
    expire()
    const formed = await send(new URLSearchParams({ first_name: 'Formed' }))
    assert.match(formed.kind === 'answer' ? await formed.response.text() : formed.kind, /Formed/)
  })
}

test('where there is no XMLHttpRequest, a fetch with progress is fetch', async t => {
  const { open } = await openTabs(t, 'memory')
  const client = open()
  await signIn([client])
  const seen: unknown[] = []
  assert.equal((await client.fetch(profile, { fetch: fetchWithProgress(each => seen.push(each)) })).status, 200)
  assert.deepEqual(seen, [])
})
