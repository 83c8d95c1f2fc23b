import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { isAuthenticated } from '../../permissions/built-in.ts'
import { createTestAuth } from '../../testing/test-auth.ts'
import { defineClaims } from './define-claims.ts'
import { defineEndpoint } from './define-endpoint.ts'
import { requirePrincipal } from './endpoint.ts'

const badge = defineClaims(z.object({ team: z.string(), level: z.number() }), ({ email }) => ({
  team: email,
  level: 3,
}))
const show = defineEndpoint({
  path: '/badge/',
  permissions: [isAuthenticated],
  GET: call => ({ status: 200, body: { badge: badge.of(requirePrincipal(call)) ?? null } }),
})

test('claims are written at login and read with their types', async t => {
  const auth = await createTestAuth({ tokenClaims: badge }, { endpoints: [show] })
  t.after(() => auth.close())
  await auth.register('alice@example.com')
  const { access } = await auth.login('alice@example.com')
  const reply = await auth.request('GET', '/badge/', { token: access })
  assert.deepEqual(reply.json, { badge: { team: 'alice@example.com', level: 3 } })
})

test('a token with other claims is good, and has none of these', async t => {
  const auth = await createTestAuth({ tokenClaims: () => ({ team: 7 }) }, { endpoints: [show] })
  t.after(() => auth.close())
  await auth.register('alice@example.com')
  const { access } = await auth.login('alice@example.com')
  assert.deepEqual((await auth.request('GET', '/badge/', { token: access })).json, { badge: null })
})
