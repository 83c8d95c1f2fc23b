import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { password, secretKey } from '../caller.ts'
import { openPages } from './app.ts'

test('a visitor with cookies adds notes by a form, and another site cannot', async t => {
  const { app, close } = await openPages({ secretKey, database: 'sqlite::memory:' })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(async () => {
    server.close()
    await close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  assert.match(await (await fetch(url)).text(), /Log in/)

  const email = 'ada@example.com'
  const registered = await fetch(`${url}/api/auth/cookie/register/`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password, password_confirm: password }),
  })
  assert.equal(registered.status, 201)
  const cookie = registered.headers.getSetCookie().map(each => each.split(';', 1)[0])
  const asVisitor = { Cookie: cookie.join('; ') }

  const add = (text: string, site: string) =>
    fetch(`${url}/notes`, {
      method: 'POST',
      redirect: 'manual',
      headers: { ...asVisitor, 'Sec-Fetch-Site': site },
      body: new URLSearchParams({ text }),
    })
  assert.equal((await add('<b>milk</b>', 'same-origin')).status, 303)
  assert.equal((await add('planted', 'cross-site')).status, 403)
  assert.equal((await fetch(`${url}/notes`, { method: 'POST', body: new URLSearchParams({ text: 'x' }) })).status, 401)

  const shown = await (await fetch(url, { headers: asVisitor })).text()
  assert.match(shown, /Hello, ada@example\.com/)
  assert.match(shown, /&lt;b>milk&lt;\/b>/)
  assert.doesNotMatch(shown, /planted/)
  // The refresh cookie alone is enough for a page: a new pair comes with it.
  const [refresh] = cookie.filter(each => each?.startsWith('refresh_token'))
  const renewed = await fetch(url, { headers: { Cookie: refresh ?? '', 'Sec-Fetch-Site': 'same-origin' } })
  assert.match(await renewed.text(), /Hello/)
  const set = renewed.headers.getSetCookie().map(each => each.split('=', 1)[0])
  assert.ok(set.includes('access_token') && set.includes('refresh_token'), set.join())
})
