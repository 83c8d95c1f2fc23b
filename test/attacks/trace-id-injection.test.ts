/** Trace ids in headers: a stranger's rows must not stand under the id of somebody else's request (log injection). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAuthenticated } from '../../src/permissions/built-in.ts'
import { createTestAuth } from '../../src/testing/test-auth.ts'

const chosen = '4bf92f3577b34da6a3ce929d0e0e4736'
const headers = { traceparent: `00-${chosen}-00f067aa0ba902b7-01` }

test('a stranger does not choose the trace id of the answer and the audit row', async () => {
  const auth = await createTestAuth({ trustedProxies: ['192.0.2.200'] })
  const reply = await auth.request('GET', '/api/auth/profile/', { headers })
  const id = reply.headers.get('latchkey-trace')
  assert.match(id ?? '', /^[0-9a-f]{32}$/)
  assert.notEqual(id, chosen)
  assert.equal(auth.events.at(-1)?.traceId, id)
})

test('a stranger does not choose it through an adapter that continues traces, in any spelling', async () => {
  const auth = await createTestAuth()
  const guard = auth.guard({ permissions: [isAuthenticated] })
  const id = '000000000000000064fe8b2a57d3eff7'
  const spellings = [
    ['traceparent', `00-${id}-00f067aa0ba902b7-01`],
    ['b3', `${id.toUpperCase()}-00f067aa0ba902b7-1`],
    ['x-b3-traceid', '64fe8b2a57d3eff7'],
    ['x-amzn-trace-id', `Root=1-00000000-0000000064fe8b2a57d3eff7`],
  ] as const
  for (const [name, value] of spellings) {
    const header = (asked: string) => (asked === name ? value : undefined)
    const body = async () => new Uint8Array()
    const result = await guard({
      method: 'GET',
      path: '/',
      query: '',
      header,
      body,
      remoteAddress: '192.0.2.9',
      traceId: id,
    })
    assert.equal(result.kind, 'refused')
    assert.doesNotMatch(JSON.stringify(result), /64fe8b2a57d3eff7/, name)
  }
})
