import assert from 'node:assert/strict'
import { before, beforeEach, test } from 'node:test'
import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import type { Config } from '../settings/settings.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { createTestClient } from '../testing/test-client.ts'
import { withSpans } from './opentelemetry.ts'

const exporter = new InMemorySpanExporter()
const parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

async function createScene(config: Config = {}) {
  const auth = await createTestAuth(config)
  return { auth, ...createTestClient(withSpans(auth.dispatch)) }
}

test('without an SDK the request gets a new trace id and no span', async () => {
  const { request } = await createScene()
  const reply = await request('GET', '/api/auth/profile/')
  assert.match(reply.headers.get('latchkey-trace') ?? '', /^[0-9a-f]{32}$/)
  assert.deepEqual(exporter.getFinishedSpans(), [])
})

test('with an OpenTelemetry SDK', async t => {
  before(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    propagation.setGlobalPropagator(new W3CTraceContextPropagator())
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
  })
  beforeEach(() => exporter.reset())

  await t.test('a request is a span with its route and error code', async () => {
    const { request } = await createScene()
    await request('GET', '/api/auth/profile/', { headers: { cookie: 'access_token=secret' } })
    const [span] = exporter.getFinishedSpans()
    assert.equal(span?.name, 'GET /api/auth/profile/')
    assert.deepEqual(span?.attributes, {
      'http.request.method': 'GET',
      'http.response.status_code': 401,
      'http.route': '/api/auth/profile/',
      'error.type': span?.attributes['error.type'],
    })
  })

  await t.test("span, response and events share a trusted proxy's trace id", async () => {
    const { auth, request } = await createScene({ trustedProxies: ['192.0.2.1'] })
    const reply = await request('GET', '/api/auth/profile/', { headers: { traceparent: parent } })
    const [span] = exporter.getFinishedSpans()
    assert.equal(span?.spanContext().traceId, parent.split('-')[1])
    assert.equal(reply.headers.get('latchkey-trace'), span?.spanContext().traceId)
    assert.equal(auth.events.at(-1)?.traceId, span?.spanContext().traceId)
  })

  await t.test('without a traceparent, span, response and events share an id', async () => {
    const { auth, request } = await createScene()
    const reply = await request('GET', '/api/auth/profile/')
    const id = exporter.getFinishedSpans()[0]?.spanContext().traceId
    assert.deepEqual([reply.headers.get('latchkey-trace'), auth.events.at(-1)?.traceId], [id, id])
  })

  await t.test(
    "a stranger's span keeps its parent, and names the trace id of the audit rows (log injection)",
    async () => {
      const { auth, request } = await createScene()
      const reply = await request('GET', '/api/auth/profile/', { headers: { traceparent: parent } })
      const [span] = exporter.getFinishedSpans()
      const id = reply.headers.get('latchkey-trace')
      assert.equal(span?.spanContext().traceId, parent.split('-')[1])
      assert.notEqual(id, parent.split('-')[1])
      assert.equal(span?.attributes['latchkey.trace_id'], id)
      assert.equal(auth.events.at(-1)?.traceId, id)
    },
  )

  await t.test('a made-up method or path does not become a span name (cardinality)', async () => {
    const { request } = await createScene()
    await request('BREW', '/made-up/')
    assert.equal(exporter.getFinishedSpans()[0]?.name, '_OTHER')
  })
})
