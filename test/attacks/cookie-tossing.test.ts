/**
 * A sibling subdomain sets cookies for the whole domain (cookie tossing): the victim's browser sends two of one name,
 * in an order that the attacker chooses by path. And whoever writes the Cookie header by hand sends what they like.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { everyRow } from '../../src/testing/every-row.ts'
import { cookiesOf, loginByCookie } from '../../src/testing/test-cookies.ts'
import { attacker, loggedInVictim, password, victim } from './cross-site.ts'

test('of two access cookies neither is accepted, in either order (cookie tossing)', async () => {
  const { auth, cookie, ask } = await loggedInVictim()
  const tossed = await loginByCookie(auth, attacker)
  const before = everyRow(auth.store)
  for (const both of [`${tossed}; ${cookie}`, `${cookie}; ${tossed}`]) {
    const headers = { cookie: both }
    assert.equal((await ask('GET', '/api/auth/profile/', { headers })).status, 401)
    const patched = await ask('PATCH', '/api/auth/profile/', { json: { first_name: 'M' }, headers })
    assert.equal(patched.status, 401)
  }
  assert.deepEqual(everyRow(auth.store), before)
})

test('of two refresh cookies neither is accepted, and the good one is not deleted (cookie tossing)', async () => {
  const { auth, cookie, ask } = await loggedInVictim()
  const tossed = await loginByCookie(auth, attacker)
  const before = everyRow(auth.store)
  for (const both of [`${tossed}; ${cookie}`, `${cookie}; ${tossed}`]) {
    const reply = await ask('POST', '/api/auth/cookie/refresh/', { headers: { cookie: both } })
    assert.deepEqual([reply.status, cookiesOf(reply)], [401, []])
  }
  assert.deepEqual(everyRow(auth.store), before)
})

test('a logout with two refresh cookies ends the victim’s session all the same', async () => {
  const { auth, cookie, ask } = await loggedInVictim()
  const tossed = await loginByCookie(auth, attacker)
  for (const garbage of [tossed, 'refresh_token=garbage']) {
    const reply = await ask('POST', '/api/auth/cookie/logout/', { headers: { cookie: `${garbage}; ${cookie}` } })
    assert.equal(reply.status, 200)
    assert.equal((await ask('GET', '/api/auth/profile/', { headers: { cookie } })).status, 401)
  }
})

test('a tossed cookie does not stop a login', async () => {
  const { cookie, ask } = await loggedInVictim()
  const headers = { cookie: `access_token=tossed; refresh_token=tossed; ${cookie}` }
  const reply = await ask('POST', '/api/auth/cookie/login/', { json: { email: victim, password }, headers })
  assert.equal(reply.status, 200)
})

test('with the __Host- prefix a cookie of a sibling domain is another cookie, even with blanks before its name', async () => {
  const { auth, cookie, ask } = await loggedInVictim({ cookiePrefix: '__Host-' })
  const tossed = await loginByCookie(auth, attacker)
  const bare = tossed.replaceAll('__Host-', '')
  for (const thrown of [bare, tossed.replaceAll('__Host-', '\xa0__Host-'), tossed.replaceAll('__Host-', '__host-')]) {
    const reply = await ask('GET', '/api/auth/profile/', { headers: { cookie: `${thrown}; ${cookie}` } })
    assert.equal(reply.json.email, victim)
  }
})

const odd: Readonly<Record<string, string>> = {
  'nothing but separators': ';;; ; =; ==;',
  'no value': 'access_token; refresh_token',
  'empty values': 'access_token=; refresh_token=',
  'a megabyte': `access_token=${'a'.repeat(1_000_000)}; refresh_token=${'b'.repeat(1_000_000)}`,
  'ten thousand pairs': 'access_token=a;'.repeat(10_000) + 'refresh_token=b;'.repeat(10_000),
  'ten thousand that differ': Array.from({ length: 10_000 }, (_, at) => `refresh_token=${at}`).join('; '),
  'names of prototypes': '__proto__=1; constructor=2; access_token=__proto__; refresh_token=constructor',
  'percent signs that decode to nothing': 'access_token=%; refresh_token=%E0%A4%A; %=%',
  'quotes that do not close': 'access_token="a; refresh_token=b"',
  'bytes above ASCII': 'access_token=\xff\xfe; refresh_token=\x80',
  'a token with parts too many': 'access_token=a.b.c.d.e; refresh_token=a.b.c.d.e',
  'a token of dots': `access_token=${'.'.repeat(5000)}; refresh_token=${'.'.repeat(5000)}`,
}

for (const [about, cookie] of Object.entries(odd)) {
  test(`an odd Cookie header is a client's fault, never a server's: ${about}`, async () => {
    const { auth, ask } = await loggedInVictim()
    const headers = { cookie }
    assert.equal((await ask('GET', '/api/auth/profile/', { headers })).status, 401)
    assert.equal((await ask('POST', '/api/auth/cookie/refresh/', { headers })).status, 401)
    assert.equal((await ask('POST', '/api/auth/cookie/logout/', { headers })).status, 200)
    assert.deepEqual(auth.reasonsOf('request.failed'), [])
  })
}
