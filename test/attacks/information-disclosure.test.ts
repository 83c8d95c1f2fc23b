/** Requirement 29: what every answer carries, whoever answers, and what none may carry. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ListeningAuth, listen, readAnswer } from './listening.ts'

const standing = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
}

const local = 'Host: localhost\r\nConnection: close\r\n'

const requests: Readonly<Record<number, string>> = {
  200: `OPTIONS /api/auth/login/ HTTP/1.1\r\n${local}\r\n`,
  400: 'GET / HTTP/9.9\r\n\r\n',
  401: `GET /api/auth/profile/ HTTP/1.1\r\n${local}\r\n`,
  404: `GET /%zz HTTP/1.1\r\n${local}\r\n`,
  405: `BREW /api/auth/login/ HTTP/1.1\r\n${local}\r\n`,
  406: `GET /api/auth/login/ HTTP/1.1\r\n${local}Accept: text/xml\r\n\r\n`,
  408: 'GET / HTTP/1.1\r\nHost: loc',
  413: `POST /api/auth/login/ HTTP/1.1\r\n${local}Content-Length: 99999999\r\n\r\n`,
  415: `POST /api/auth/login/ HTTP/1.1\r\n${local}Content-Length: 1\r\n\r\nx`,
  431: `GET / HTTP/1.1\r\n${local}X-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
}

async function ask(server: ListeningAuth, text: string) {
  return readAnswer(await server.send(text))
}

for (const [expected, text] of Object.entries(requests)) {
  test(`a ${expected} has the default headers, is JSON, and names no product`, async t => {
    const server = await listen(t, { headersTimeout: '300ms' })
    const { status, headers, body } = await ask(server, text)
    assert.equal(status, Number(expected))
    for (const [name, value] of Object.entries(standing)) assert.equal(headers.get(name)?.trim(), value, name)
    assert.equal(headers.get('content-type')?.trim(), 'application/json')
    for (const name of ['server', 'x-powered-by', 'via']) assert.equal(headers.get(name), null)
    assert.doesNotMatch(`${[...headers]}${body}`, /fastify|node|latchkey\/|\d+\.\d+\.\d+/i)
  })
}

test('a host that is not ours is refused and never repeated', async t => {
  const server = await listen(t)
  for (const host of [
    'evil.example',
    'localhost.evil.example',
    'localhost@evil.example',
    'evil.example#localhost',
    '',
  ]) {
    const text = await server.send(`GET /api/auth/profile HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    assert.equal(readAnswer(text).status, 400, host)
    assert.doesNotMatch(text, /evil/)
  }
})

test('a redirect to the path with its slash leads to no other host', async t => {
  const server = await listen(t, { trailingSlash: 'redirect' })
  const { status, headers } = await ask(server, `GET /api/auth/profile HTTP/1.1\r\n${local}\r\n`)
  assert.deepEqual([status, headers.get('location')?.trim()], [301, '/api/auth/profile/'])
})

test('an origin that is on no list is not repeated', async t => {
  for (const config of [{}, { corsAllowedOrigins: ['https://app.example.com'] }]) {
    const server = await listen(t, config)
    const text = await server.send(`GET /api/auth/profile/ HTTP/1.1\r\n${local}Origin: https://evil.example\r\n\r\n`)
    assert.doesNotMatch(text, /evil|access-control-allow/i)
  }
})

test('TRACE repeats nothing', async t => {
  const server = await listen(t)
  for (const path of ['/', '/api/auth/login/', '/api/auth/profile/']) {
    const text = await server.send(`TRACE ${path} HTTP/1.1\r\n${local}X-Secret: marmalade\r\n\r\n`)
    assert.ok([401, 404, 405].includes(readAnswer(text).status))
    assert.doesNotMatch(text, /marmalade/)
  }
})

test('a method in a header, in the query or in the body does nothing', async t => {
  const server = await listen(t)
  const { access } = await server.register('eve@example.com')
  const names = ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']
  for (const name of names) {
    const headers = { [name]: 'PATCH' }
    const json = { first_name: 'Mallory', _method: 'PATCH' }
    const target = '/api/auth/profile/?_method=PATCH'
    assert.equal((await server.request('POST', target, { token: access, json, headers })).status, 405)
    assert.equal((await server.request('GET', target, { token: access, headers })).json.first_name, '')
  }
})
