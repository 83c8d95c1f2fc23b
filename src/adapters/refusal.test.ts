import assert from 'node:assert/strict'
import { test } from 'node:test'
import express from 'express'
import { fastify } from 'fastify'
import { isAuthenticated } from '../permissions/built-in.ts'
import { listen } from '../testing/listen.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { scopedRate } from '../throttles/throttle.ts'
import { createGuard, principalOf, type Refusal } from './express.ts'

const rule = { permissions: [isAuthenticated], throttles: [scopedRate('slow', '1/m')] }

/** What a framework makes of a refusal: an answer in a shape of its own. */
const told = (refusal: Refusal | undefined, request: object) => refusal ?? { id: principalOf(request).id }

for (const platform of ['Express, in a router', 'Fastify']) {
  test(`${platform}: a refusal is returned with its headers on the response, and the caller is known`, async t => {
    const auth = await createTestAuth({ throttling: true })
    t.after(() => auth.close())
    const guard = createGuard(auth, rule)
    const overFastify = async () => {
      const app = fastify()
      app.get('/v1/mine', async (request, reply) => told(await guard(request, reply), request))
      t.after(() => app.close())
      return await app.listen({ host: '127.0.0.1', port: 0 })
    }
    const inner = express.Router().get('/mine', async (request, response) => {
      response.json(told(await guard(request, response), request))
    })
    const url = platform === 'Fastify' ? await overFastify() : await listen(t, express().use('/v1', inner))
    const { access } = await auth.register('first@example.com')
    const ask = async (headers: Record<string, string>) => await fetch(`${url}/v1/mine`, { headers })

    const anonymous = await ask({})
    assert.equal(anonymous.headers.get('www-authenticate'), 'Bearer realm="api"')
    assert.match(anonymous.headers.get('content-type') ?? '', /^application\/json/)
    assert.deepEqual(await anonymous.json(), {
      status: 401,
      code: 'not_authenticated',
      body: { detail: 'Authentication credentials were not provided.' },
    })
    const headers = { authorization: `Bearer ${access}` }
    assert.deepEqual(await (await ask(headers)).json(), { id: 1 })
    const throttled = await ask(headers)
    assert.equal(throttled.headers.get('retry-after'), '60')
    assert.deepEqual(await throttled.json(), {
      status: 429,
      code: 'throttled',
      body: { detail: 'Request was throttled. Expected available in 60 seconds.' },
    })
  })
}
