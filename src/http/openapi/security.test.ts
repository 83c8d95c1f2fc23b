import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allowAny, isAuthenticated } from '../../permissions/built-in.ts'
import type { Permission } from '../../permissions/permission.ts'
import type { Config } from '../../settings/settings.ts'
import { createTestAuth } from '../../testing/test-auth.ts'
import type { Authenticator } from '../authorize/authenticator.ts'
import { cookieAuthentication } from '../authorize/cookie-authentication.ts'
import type { Authentication } from '../authorize/presets.ts'
import { tokenAuthentication } from '../authorize/token-authentication.ts'
import { defineEndpoint } from '../endpoints/define-endpoint.ts'

const profileKey: Authenticator = {
  name: 'ProfileKey',
  isChallenge: false,
  security: () => ({ name: 'profileKey', scheme: { type: 'apiKey', in: 'header', name: 'X-Profile-Key' } }),
  authenticate: async () => undefined,
}
const undescribed: Authenticator = { name: 'Undescribed', isChallenge: true, authenticate: async () => undefined }

async function documentOf(
  authentication: Authentication,
  permission: Permission = isAuthenticated,
  config: Config = {},
) {
  const row = defineEndpoint({ path: '/row/', authentication, permissions: [permission], GET: () => ({ status: 200 }) })
  const { json } = await (await createTestAuth(config, { endpoints: [row] })).request('GET', '/openapi.json')
  return { security: json.paths['/row/'].get.security, row: json.paths['/row/'].get, ...json.components }
}

const securityOf = async (...asked: Parameters<typeof documentOf>) => (await documentOf(...asked)).security

test('the presets say the schemes of their authenticators, in order', async () => {
  assert.deepEqual(await securityOf('none', allowAny), [])
  assert.deepEqual(await securityOf('header'), [{ bearer: [] }])
  assert.deepEqual(await securityOf('any'), [{ bearer: [] }, { accessCookie: [] }])
  assert.deepEqual(await securityOf('cookie_first'), [{ accessCookie: [] }, { bearer: [] }])
})

test('where the access cookie opens the cookie endpoints only, other rows do not name it', async () => {
  assert.deepEqual(await securityOf('any', isAuthenticated, { accessCookieOpens: 'cookie-endpoints' }), [
    { bearer: [] },
  ])
})

test('a row that allows anonymous requests says so beside its schemes', async () => {
  assert.deepEqual(await securityOf('header', allowAny), [{}, { bearer: [] }])
})

test("an application's own authenticator brings its own scheme", async () => {
  const { security, securitySchemes } = await documentOf([tokenAuthentication, profileKey])
  assert.deepEqual(security, [{ bearer: [] }, { profileKey: [] }])
  assert.deepEqual(securitySchemes.profileKey, { type: 'apiKey', in: 'header', name: 'X-Profile-Key' })
})

test('an authenticator without a scheme is left out, not guessed', async () => {
  assert.deepEqual(await securityOf([tokenAuthentication, undescribed]), [{ bearer: [] }])
  const { row, securitySchemes } = await documentOf([undescribed], isAuthenticated, { console: 'off' })
  assert.equal(Object.hasOwn(row, 'security'), false)
  assert.deepEqual(Object.keys(securitySchemes).sort(), ['accessCookie', 'bearer'])
})

test('the core names no scheme of a feature, and the cookie by the name of its setting', async () => {
  const cookies = { accessCookieName: 'jwt', cookiePrefix: '__Secure-', console: 'off' } as const
  const { securitySchemes } = await documentOf('none', allowAny, cookies)
  assert.deepEqual(Object.keys(securitySchemes).sort(), ['accessCookie', 'bearer'])
  assert.equal(securitySchemes.accessCookie.name, '__Secure-jwt')
})

test('only rows that a cookie can open or that use cookies may answer csrf_failed', async () => {
  const post = async (authentication: Authentication, usesCookies?: true) => {
    const row = defineEndpoint({
      path: '/row/',
      authentication,
      ...(usesCookies === undefined ? {} : { usesCookies }),
      permissions: [isAuthenticated],
      POST: () => ({ status: 200 }),
    })
    const { json } = await (await createTestAuth({}, { endpoints: [row] })).request('GET', '/openapi.json')
    return json.paths['/row/'].post.responses['403']['x-latchkey-codes'].includes('csrf_failed')
  }
  assert.equal(await post([tokenAuthentication]), false)
  assert.equal(await post([tokenAuthentication, cookieAuthentication]), true)
  assert.equal(await post([tokenAuthentication], true), true)
})
