import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Config } from '../settings/settings.ts'
import { askServer } from '../testing/ask-server.ts'
import { createFakeSigner } from '../testing/fake-signer.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { createTestClient } from '../testing/test-client.ts'
import { createHttpServer } from './http-server.ts'
import { createAuthMetrics } from './metrics/auth-metrics.ts'

async function createScene(t: TestContext, config: Config = {}) {
  const metrics = createAuthMetrics()
  const auth = await createTestAuth({ onEvent: event => metrics.events.emit(event), ...config })
  metrics.watch(auth, auth.store)
  const observed = { ...auth, dispatch: metrics.measure(auth.dispatch) }
  const operations = { settings: auth.system.settings, store: auth.store, metrics }
  const ask = await askServer(t, createHttpServer(observed, operations))
  const get = (path: string, remoteAddress = '127.0.0.1', headers: Record<string, string> = {}) =>
    ask(path, { remoteAddress, headers: { host: 'localhost:8000', ...headers } })
  return { auth, get, client: createTestClient(observed.dispatch) }
}

test('/livez is 200 for every client address', async t => {
  const { get } = await createScene(t)
  const reply = await get('/livez', '198.51.100.7')
  assert.equal(reply.status, 200)
  assert.deepEqual(JSON.parse(reply.body), { status: 'ok' })
  assert.equal(reply.headers['cache-control'], 'no-store')
})

test('/readyz is 200 when the store works', async t => {
  const { get } = await createScene(t)
  assert.equal((await get('/readyz')).status, 200)
})

test('with a failed store /readyz is 503 and /livez is 200', async t => {
  const { get, auth } = await createScene(t)
  auth.store.database.close()
  const reply = await get('/readyz')
  assert.equal(reply.status, 503)
  assert.deepEqual(JSON.parse(reply.body), { status: 'unavailable', reasons: ['store_unavailable'] })
  assert.equal(reply.headers['retry-after'], '1')
  assert.equal((await get('/livez')).status, 200)
})

for (const [reason, sql] of [
  ['schema_behind', 'DELETE FROM schema_migrations WHERE number > 1'],
  ['schema_ahead', "INSERT INTO schema_migrations (number, name) VALUES (9999, 'from tomorrow')"],
] as const) {
  test(`/readyz is 503 when the schema has another version: ${reason}`, async t => {
    const { get, auth } = await createScene(t)
    auth.store.database.exec(sql)
    const reply = await get('/readyz')
    assert.equal(reply.status, 503)
    assert.deepEqual(JSON.parse(reply.body).reasons, [reason])
  })
}

test('/metrics shows logins by outcome, refusals by code and latencies by route, and no users', async t => {
  const { get, client } = await createScene(t)
  const { refresh } = await client.register('m@example.com')
  await client.login('m@example.com')
  await client.request('POST', '/api/auth/login/', { json: { email: 'm@example.com', password: 'wrong' } })
  await client.refresh(refresh)
  const reply = await get('/metrics')
  assert.equal(reply.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8')
  for (const line of [
    'latchkey_logins_total{outcome="succeeded",reason=""} 1',
    'latchkey_logins_total{outcome="failed",reason="wrong_password"} 1',
    'latchkey_refreshes_total{outcome="rotated"} 1',
    'latchkey_refusals_total{code="no_active_account"} 1',
    'latchkey_http_request_duration_seconds_count{route="/api/auth/login/",status="2xx"} 1',
    'latchkey_password_hashes{state="running"} 0',
    'latchkey_password_hashes_shed_total 0',
  ]) {
    assert.ok(reply.body.split('\n').includes(line), line)
  }
  assert.match(reply.body, /^latchkey_commit_writes_count [1-9]/m)
  assert.match(reply.body, /^latchkey_revocations_age_seconds /m)
  assert.doesNotMatch(reply.body, /example\.com|192\.0\.2/)
})

test('a made-up path does not become a label (cardinality)', async t => {
  const { get, client } = await createScene(t)
  await client.request('GET', '/made-up/')
  const { body } = await get('/metrics')
  assert.doesNotMatch(body, /made-up/)
  assert.match(body, /_count\{route="none",status="4xx"\} 1/)
})

test('/metrics is only for this machine, not for requests through a proxy on it', async t => {
  const { get } = await createScene(t)
  assert.equal((await get('/metrics', '::1')).status, 200)
  assert.equal((await get('/metrics', '::ffff:127.0.0.1')).status, 200)
  assert.equal((await get('/metrics', '198.51.100.7')).status, 404)
  assert.equal((await get('/metrics', '127.0.0.1', { 'x-forwarded-for': '198.51.100.7' })).status, 404)
})

test('/metrics is not for a page whose name was pointed at this machine (DNS rebinding)', async t => {
  const { get } = await createScene(t)
  for (const host of ['127.0.0.1', '127.0.0.1:8000', '[::1]:8000', 'LOCALHOST.:1']) {
    assert.equal((await get('/metrics', '127.0.0.1', { host })).status, 200, host)
  }
  for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:8000', '10.1.2.3:8000']) {
    assert.equal((await get('/metrics', '127.0.0.1', { host })).status, 404, host)
  }
})

test('/metrics is not for a trusted proxy on this machine, whatever headers it leaves out', async t => {
  const { get } = await createScene(t, { trustedProxies: ['127.0.0.1'] })
  assert.equal((await get('/metrics')).status, 404)
})

test('with a token /metrics is for who sends it, from anywhere, and for no one else', async t => {
  const { get } = await createScene(t, { metricsToken: 'a-token-of-prometheus' })
  const bearer = (authorization: string) => ({ authorization, host: 'api.example.com', 'x-forwarded-for': '192.0.2.1' })
  assert.equal((await get('/metrics', '198.51.100.7', bearer('Bearer a-token-of-prometheus'))).status, 200)
  for (const wrong of ['Bearer a-token-of-prometheu', 'Bearer ', '', 'a-token-of-prometheus']) {
    assert.equal((await get('/metrics', '127.0.0.1', bearer(wrong))).status, 404)
  }
  assert.equal((await get('/metrics')).status, 404)
})

test('a setting opens /metrics to everyone, or turns it off', async t => {
  const open = await createScene(t, { metrics: 'anyone' })
  assert.equal((await open.get('/metrics', '198.51.100.7')).status, 200)
  const closed = await createScene(t, { metrics: 'off' })
  assert.notEqual((await closed.get('/metrics')).status, 200)
})

test('probes and metrics are moved and switched off by name, like every endpoint', async t => {
  const config = {
    basePath: '/app',
    paths: { livez: '/healthz', metrics: '/internal/metrics/' },
    disabledEndpoints: ['readyz'],
  }
  const { get } = await createScene(t, config)
  const statuses = await Promise.all(
    ['/healthz', '/app/healthz', '/internal/metrics', '/internal/metrics/', '/livez', '/readyz', '/metrics'].map(
      async url => (await get(url)).status,
    ),
  )
  assert.deepEqual(statuses, [200, 200, 200, 200, 404, 404, 404])
})

test('/metrics says how the signer fares', async t => {
  const fake = createFakeSigner('ES256')
  const { get, client } = await createScene(t, fake.settings)
  fake.mood = 'is_away'
  await client.request('POST', '/api/auth/register/', {
    json: { email: 'alice@example.com', password: 'SecurePass123!', password_confirm: 'SecurePass123!' },
  })
  const { body } = await get('/metrics')
  assert.match(body, new RegExp(`^latchkey_signatures_total\\{key="${fake.pair.kid}",outcome="failed"\\} 2$`, 'm'))
  assert.match(body, new RegExp(`^latchkey_signer_duration_seconds_count\\{key="${fake.pair.kid}"\\} 2$`, 'm'))
})
