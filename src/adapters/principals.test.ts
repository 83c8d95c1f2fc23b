import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allowAny, isAuthenticated } from '../permissions/built-in.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import * as express from './express.ts'
import * as fastify from './fastify.ts'
import * as fetched from './fetch.ts'

const adapters = { express, fastify, fetch: fetched }

async function open() {
  const auth = await createTestAuth()
  const { access } = await auth.register('first@example.com')
  const loggedIn = { headers: { authorization: `Bearer ${access}` } }
  return { auth, send: (init?: RequestInit) => new Request('http://localhost:8000/mine', init), loggedIn }
}

test('behind isAuthenticated, principalOf is the caller, in every adapter', async () => {
  const { auth, send, loggedIn } = await open()
  for (const { principalOf } of Object.values(adapters)) {
    const mine = fetched.guarded(auth, { permissions: [isAuthenticated] }, (request, principal) =>
      Response.json([principalOf(request).id, principal.id]),
    )
    assert.deepEqual(await (await mine(send(loggedIn))).json(), [1, 1])
  }
})

test('where anonymous requests are allowed, findPrincipal is undefined and principalOf names the cure', async () => {
  const { auth, send, loggedIn } = await open()
  for (const [name, { findPrincipal, principalOf }] of Object.entries(adapters)) {
    const found = fetched.guarded(auth, { permissions: [allowAny] }, request =>
      Response.json({ id: findPrincipal(request)?.id ?? null }),
    )
    assert.deepEqual(await (await found(send())).json(), { id: null }, name)
    assert.deepEqual(await (await found(send(loggedIn))).json(), { id: 1 }, name)
    const got = fetched.guarded(auth, { permissions: [allowAny] }, request => Response.json(principalOf(request).id))
    await assert.rejects(got(send()), /anonymous.*isAuthenticated.*findPrincipal/, name)
  }
})

test('a request that no guard has seen does not look anonymous', () => {
  for (const [name, { findPrincipal, principalOf }] of Object.entries(adapters)) {
    assert.throws(() => findPrincipal({}), /no Latchkey guard/, name)
    assert.throws(() => principalOf({}), /no Latchkey guard/, name)
  }
})
