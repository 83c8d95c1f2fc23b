import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertCleared } from '../../../testing/cookie-endpoints.ts'
import { assertPage, place, withAccount } from './pages-app.ts'

const besideRefresh = '/api/auth/account-logout/'
const form = { 'content-type': 'application/x-www-form-urlencoded' }

test('a logout ends the session, clears the cookies and leads to the login', async t => {
  const { app, cookie } = await withAccount()
  t.after(() => app.close())
  assertPage(await app.show('logout/', { cookie }), 200, `action="${besideRefresh}"`)
  // A browser keeps the refresh cookie from the path of the page.
  const [access = ''] = cookie.split('; ')
  const reply = await app.send('logout/', {}, { cookie: access })
  assert.deepEqual(place(reply), [303, '/account/login/'])
  assertCleared(reply)
  assert.equal((await app.request('GET', '/api/auth/profile/', { headers: { cookie } })).status, 401)
  assert.equal((await app.request('POST', '/api/auth/cookie/refresh/', { headers: { cookie } })).status, 401)
})

test('with an expired access cookie the form is passed on to where the browser sends the refresh cookie', async t => {
  const { app, cookie } = await withAccount()
  t.after(() => app.close())
  app.clock.advance(16 * 60_000)
  // A browser keeps the refresh cookie from the path of the page.
  assert.deepEqual(place(await app.send('logout/', {})), [307, besideRefresh])
  const reply = await app.request('POST', besideRefresh, { headers: { cookie, ...form } })
  assert.deepEqual(place(reply), [303, '/account/login/'])
  assertCleared(reply)
  assert.equal((await app.request('POST', '/api/auth/cookie/refresh/', { headers: { cookie } })).status, 401)
})

test('a logout without cookies, and one below a base path, end at the login too', async t => {
  const { app, cookie } = await withAccount({ basePath: '/auth' })
  t.after(() => app.close())
  assert.deepEqual(place(await app.request('POST', `/auth${besideRefresh}`, { headers: form })), [
    303,
    '/auth/account/login/',
  ])
  assert.deepEqual(place(await app.send('logout/', {}, { cookie })), [303, '/auth/account/login/'])
})
