/**
 * A page on another origin reads answers that the victim's cookies opened: possible where a server repeats whatever
 * origin asks, matches origins by a part of them, trusts `null`, or lets a cache hand one origin's answer to another.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { foreignPages, loggedInVictim, victim } from './cross-site.ts'

const listed = 'https://front.example.net'
const cors = { corsAllowedOrigins: [listed], corsAllowCredentials: true, trustedOrigins: [listed] } as const

const corsHeaders = (headers: Headers) => [...headers.keys()].filter(name => name.startsWith('access-control-'))

for (const config of [{}, cors]) {
  const about = config === cors ? 'with a list of others' : 'without a list'
  test(`a page of another origin cannot read what the cookies open, ${about}`, async () => {
    const { cookie, ask } = await loggedInVictim(config)
    const pages = [...Object.values(foreignPages), { origin: `${listed}.evil.example` }, { origin: `${listed}:444` }]
    for (const page of pages) {
      const read = await ask('GET', '/api/auth/profile/', { headers: { ...page, cookie } })
      assert.equal(read.json.email, victim)
      assert.deepEqual(corsHeaders(read.headers), [], JSON.stringify(page))
      const headers = { ...page, 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'x-evil' }
      const preflight = await ask('OPTIONS', '/api/auth/profile/', { headers })
      assert.deepEqual(corsHeaders(preflight.headers), [], JSON.stringify(page))
    }
  })
}

test('a listed origin reads and writes with the cookies, and every answer has Vary: Origin', async () => {
  const { cookie, ask } = await loggedInVictim(cors)
  const headers = { cookie, origin: listed, 'sec-fetch-site': 'cross-site' }
  const read = await ask('GET', '/api/auth/profile/', { headers })
  assert.equal(read.headers.get('access-control-allow-origin'), listed)
  assert.equal(read.headers.get('access-control-allow-credentials'), 'true')
  assert.equal((await ask('PATCH', '/api/auth/profile/', { json: { first_name: 'A' }, headers })).status, 200)
  for (const { headers } of [read, await ask('GET', '/api/auth/profile/'), await ask('GET', '/nowhere/')]) {
    assert.match(headers.get('vary') ?? '', /origin/)
  }
})

test('no Host, Origin or other header of the request is reflected in an answer', async () => {
  const { ask } = await loggedInVictim(cors)
  const mark = 'q7x'
  const headers = { origin: `https://${mark}.example`, host: `${mark}.example`, 'x-forwarded-host': `${mark}.example` }
  for (const path of ['/api/auth/profile/', '/nowhere/', '/api/auth/profile']) {
    const reply = await ask('GET', path, { headers })
    assert.ok(!reply.text.includes(mark) && ![...reply.headers.values()].some(value => value.includes(mark)), path)
  }
})
