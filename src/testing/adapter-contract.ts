/**
 * The contract of every adapter: requests reach dispatch unchanged, and answers reach the client unchanged. An
 * adapter's test file calls `testAdapter` with a way to serve an Auth; each promise becomes a test.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http'
import { type TestContext, test } from 'node:test'
import type { Auth } from '../auth.ts'
import { defineEndpoint } from '../http/endpoints/define-endpoint.ts'
import type { Answer } from '../http/request/message.ts'
import { allowAny } from '../permissions/built-in.ts'
import { problem } from '../problems.ts'
import { feedToken, keepOpenAnswers } from './adapter-open-answers.ts'
import { keepOrganizations, organizationParts } from './adapter-organizations.ts'
import { keepTutorial } from './adapter-tutorial.ts'
import { createTestAuth, type TestAuth } from './test-auth.ts'
import { testPassword } from './test-client.ts'

/** Serves on a free local port until the test ends. Returns the address: `http://127.0.0.1:PORT`. */
export type ServeAuth = (t: TestContext, auth: Auth) => Promise<string>

interface Served {
  readonly auth: TestAuth
  readonly url: string
  ask(method: string, path: string, more?: { headers?: OutgoingHttpHeaders; body?: string }): Promise<Heard>
}

interface Heard {
  readonly status: number | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

const json = { 'content-type': 'application/json' }
const email = 'zoe@example.com'

/** The contract of adapters as tests: call it with a function that serves an Auth by your adapter. */
export function testAdapter(name: string, serve: ServeAuth): void {
  const promise: MakePromise = (says, keep) =>
    test(`${name}: ${says}`, async t => {
      const auth = await createTestAuth({}, { endpoints: [reportEndpoint, fileEndpoint] })
      const url = await serve(t, auth)
      t.after(() => auth.close())
      await keep({ auth, url, ask: (method, path, more) => send(`${url}${path}`, method, more) })
    })
  promiseBytes(promise)
  promiseContent(promise)
  promiseRouting(promise)
  promiseFailures(promise)
  test(`${name}: an answer that stays open sends each line at once, ends with its client, and packed bytes arrive as they are`, async t => {
    const auth = await createTestAuth({ revocationFeedTokens: [feedToken] })
    const url = await serve(t, auth)
    t.after(() => auth.close())
    await keepOpenAnswers(auth, url)
  })
  promise('the steps of tutorial 1 are answered word for word, by tokens and by cookies', ({ url }) =>
    keepTutorial(url),
  )
  test(`${name}: rows belong to the organization that header or path names`, async t => {
    const auth = await createTestAuth({ organizations: 'on' }, organizationParts)
    const url = await serve(t, auth)
    t.after(() => auth.close())
    await keepOrganizations(auth, url)
  })
}

/** What an application's endpoint may do wrong, by the query. */
const wrongs: Readonly<Record<string, () => Answer>> = {
  'file-name': () => ({ status: 200, body: {}, headers: { 'Content-Disposition': 'attachment; filename="你好.txt"' } }),
  splitting: () => ({ status: 200, body: {}, headers: { 'X-Name': 'a\r\nSet-Cookie: b=c' } }),
  'header-name': () => ({ status: 200, body: {}, headers: { 'X Name': 'a' } }),
  'header-type': () => ({ status: 200, body: {}, headers: { 'X-Name': undefined as unknown as string } }),
  framing: () => ({ status: 200, body: {}, headers: { Trailer: 'X-End' } }),
  length: () => ({ status: 200, body: {}, headers: { 'Content-Length': '5000' } }),
  cookie: () => ({ status: 200, body: {}, cookies: ['name=\u{1F511}'] }),
  status: () => ({ status: 1000, body: {} }),
  'late-body': () => ({
    status: 200,
    body: {
      toJSON() {
        throw new Error('late')
      },
    },
  }),
  'no-error': () => {
    throw 'route'
  },
  nothing: () => {
    throw undefined
  },
  'refusal-header': () => {
    throw problem('permission_denied', { headers: { 'X-Name': '\u0000' } })
  },
}

const reportEndpoint = defineEndpoint({
  path: '/api/report/',
  permissions: [allowAny],
  async GET({ incoming }) {
    const wrong = wrongs[incoming.query]
    if (wrong !== undefined) return wrong()
    await new Promise(resolve => setTimeout(resolve, 50))
    return incoming.query === 'unchanged' ? { status: 304, body: {} } : { status: 200, body: {} }
  },
})

function promiseFailures(promise: MakePromise): void {
  promise('an answer that cannot be sent is a 500, nothing of it leaves, and the process lives', async served => {
    const { auth, ask } = served
    for (const [index, wrong] of Object.keys(wrongs).entries()) {
      const { status, headers, body } = await ask('GET', `/api/report/?${wrong}`)
      assert.deepEqual([status, body], [500, '{"detail":"Internal server error."}'], wrong)
      assert.equal(headers['latchkey-code'], 'internal_error', wrong)
      assert.match(String(headers['latchkey-trace']), /^[0-9a-f]{32}$/)
      for (const name of ['x-name', 'set-cookie', 'content-disposition']) assert.equal(headers[name], undefined, wrong)
      assert.equal(auth.reasonsOf('request.failed').length, index + 1, wrong)
    }
    assert.equal((await ask('GET', '/api/report/')).status, 200)
  })

  promise('a 304 leaves without a body', async ({ ask }) => {
    const { status, body } = await ask('GET', '/api/report/?unchanged')
    assert.deepEqual([status, body], [304, ''])
  })

  promise('a client that is gone before its answer harms no other', async ({ url, ask }) => {
    const gone = Array.from({ length: 5 }, () => request(`${url}/api/report/`, { agent: false }))
    for (const sent of gone) sent.on('error', () => {}).end()
    await new Promise(resolve => setTimeout(resolve, 20))
    for (const sent of gone) sent.destroy()
    await new Promise(resolve => setTimeout(resolve, 80))
    assert.equal((await ask('GET', '/api/report/')).status, 200)
  })

  promise('a client that is gone in the middle of its body is no error of the server', async ({ url, auth, ask }) => {
    const headers = { ...json, 'content-length': 1000 }
    const sent = request(`${url}/api/auth/login/`, { method: 'POST', headers, agent: false })
    sent.on('error', () => {}).write('{"email":')
    await new Promise(resolve => setTimeout(resolve, 20))
    sent.destroy()
    assert.equal((await ask('GET', '/api/report/')).status, 200)
    assert.deepEqual(auth.reasonsOf('request.failed'), [])
  })
}

type MakePromise = (says: string, keep: (served: Served) => Promise<void>) => void

function promiseBytes(promise: MakePromise): void {
  promise('bodies are passed on byte for byte, in both directions', async ({ ask }) => {
    const member = { email, first_name: 'Zoë 🗝', password: testPassword, password_confirm: testPassword }
    const made = await ask('POST', '/api/auth/register/', { headers: json, body: JSON.stringify(member) })
    assert.equal(made.status, 201)
    assert.equal(JSON.parse(made.body).user.first_name, 'Zoë 🗝')
    assert.equal(made.headers['content-type'], 'application/json')
    assert.match(String(made.headers['latchkey-trace']), /^[0-9a-f]{32}$/)
  })

  promise('a repeated header is not taken for a single one', async ({ auth, ask }) => {
    const { access } = await auth.register(email)
    const bearer = `Bearer ${access}`
    assert.equal((await ask('GET', '/api/auth/profile/', { headers: { authorization: bearer } })).status, 200)
    const twice = await ask('GET', '/api/auth/profile/', { headers: { Authorization: [bearer, bearer] } })
    assert.equal(twice.status, 401)
    assert.equal(JSON.parse(twice.body).code, 'bad_authorization_header')
  })

  promise('two cookies are sent as two headers', async ({ auth, ask }) => {
    await auth.register(email)
    const body = JSON.stringify({ email, password: testPassword })
    const { headers } = await ask('POST', '/api/auth/cookie/login/', { headers: json, body })
    assert.deepEqual(
      headers['set-cookie']?.map(cookie => cookie.split('=')[0]),
      ['access_token', 'refresh_token'],
    )
  })
}

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte)
/** Streams of `fileEndpoint` that are over, whether read to the end or left. */
let overStreams = 0

async function* parts(kind: string): AsyncIterable<Uint8Array> {
  try {
    for (let part = 0; part < 3 || kind === 'endless'; part += 1) {
      yield everyByte
      if (kind === 'endless') await new Promise(resolve => setTimeout(resolve, 5))
      if (kind === 'failing' && part === 1) throw new Error('the table is gone')
    }
  } finally {
    overStreams += 1
  }
}

const fileEndpoint = defineEndpoint({
  path: '/api/file/',
  permissions: [allowAny],
  async GET({ incoming: { query } }) {
    const headers = { 'Cache-Control': 'max-age=31536000, immutable', ETag: '"one"' }
    const bytes = query === 'whole' ? everyByte : parts(query)
    return { status: 200, headers, content: { type: 'application/octet-stream', bytes } }
  },
})

function promiseContent(promise: MakePromise): void {
  promise('bytes leave as they are, by their type and with the caching that they name', async ({ url }) => {
    for (const [query, times] of [
      ['whole', 1],
      ['stream', 3],
    ] as const) {
      const answer = await fetch(`${url}/api/file/?${query}`)
      const bytes = Buffer.from(await answer.arrayBuffer())
      assert.deepEqual(bytes, Buffer.concat(Array.from({ length: times }, () => everyByte)), query)
      assert.equal(answer.headers.get('content-type'), 'application/octet-stream')
      assert.equal(answer.headers.get('cache-control'), 'max-age=31536000, immutable')
      assert.equal(answer.headers.get('etag'), '"one"')
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
    }
  })

  promise('HEAD of a stream has its headers and begins no stream', async ({ url }) => {
    const before = overStreams
    const answer = await fetch(`${url}/api/file/?stream`, { method: 'HEAD' })
    assert.deepEqual([answer.status, await answer.text()], [200, ''])
    assert.equal(answer.headers.get('content-type'), 'application/octet-stream')
    assert.equal(overStreams, before)
  })

  promise('a stream that fails is no whole answer, and the operator hears of it', async ({ url, auth, ask }) => {
    await assert.rejects(fetch(`${url}/api/file/?failing`).then(answer => answer.arrayBuffer()))
    assert.deepEqual(auth.reasonsOf('request.failed'), ['unforeseen'])
    assert.equal((await ask('GET', '/api/report/')).status, 200)
  })

  promise('a client that goes ends the stream', async ({ url }) => {
    const before = overStreams
    const leaving = new AbortController()
    const answer = await fetch(`${url}/api/file/?endless`, { signal: leaving.signal })
    await answer.body?.getReader().read()
    leaving.abort()
    const patience = AbortSignal.timeout(5000)
    while (overStreams === before && !patience.aborted) await new Promise(resolve => setTimeout(resolve, 10))
    assert.equal(overStreams, before + 1)
  })
}

function promiseRouting(promise: MakePromise): void {
  promise('dispatch checks the content type: the adapter parses nothing', async ({ ask }) => {
    const path = '/api/auth/login/'
    assert.equal((await ask('POST', path, { headers: { 'content-type': 'text/csv' }, body: 'a,b' })).status, 415)
    const broken = await ask('POST', path, { headers: json, body: '{' })
    assert.equal(broken.status, 400)
    assert.match(JSON.parse(broken.body).detail, /^JSON parse error/)
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    assert.equal((await ask('POST', path, { headers: form, body: 'email=a%40b.c&password=x' })).status, 401)
  })

  promise('a body over the limit is a 413, with or without Content-Length', async ({ auth, ask }) => {
    const body = 'x'.repeat(auth.system.settings.bodyLimit + 1)
    for (const headers of [{ 'content-length': body.length }, { 'transfer-encoding': 'chunked' }]) {
      assert.equal((await ask('POST', '/api/auth/login/', { headers: { ...json, ...headers }, body })).status, 413)
    }
  })

  promise('dispatch handles queries, missing slashes, HEAD, OPTIONS and wrong methods', async ({ auth, ask }) => {
    const { access } = await auth.register(email)
    const headers = { authorization: `Bearer ${access}` }
    assert.equal((await ask('GET', '/api/auth/profile/?format=json', { headers })).status, 200)
    assert.equal((await ask('GET', '/api/auth/profile', { headers })).status, 200)
    const head = await ask('HEAD', '/api/auth/profile/', { headers })
    assert.deepEqual([head.status, head.body], [200, ''])
    assert.match((await ask('OPTIONS', '/api/auth/profile/', { headers })).body, /"name"/)
    const wrong = await ask('DELETE', '/api/auth/profile/', { headers })
    assert.deepEqual([wrong.status, wrong.headers.allow], [405, 'GET, PUT, PATCH, HEAD, OPTIONS'])
  })

  promise('a refusal is sent with its headers', async ({ ask }) => {
    const { status, headers } = await ask('GET', '/api/auth/profile/')
    assert.equal(status, 401)
    assert.equal(headers['www-authenticate'], 'Bearer realm="api"')
    assert.equal(headers['x-content-type-options'], 'nosniff')
  })
}

async function send(
  url: string,
  method: string,
  { headers = {}, body = '' }: { headers?: OutgoingHttpHeaders; body?: string } = {},
): Promise<Heard> {
  const sent = request(url, { method, headers, agent: false })
  sent.on('error', () => {})
  sent.end(body)
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk)
  return { status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks).toString() }
}
