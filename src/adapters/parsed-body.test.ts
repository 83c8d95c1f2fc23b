import assert from 'node:assert/strict'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { deflateSync } from 'node:zlib'
import express, { type RequestHandler } from 'express'
import { defineEndpoint } from '../http/endpoints/define-endpoint.ts'
import { allowAny } from '../permissions/built-in.ts'
import { listen } from '../testing/listen.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { testPassword } from '../testing/test-client.ts'
import { latchkey } from './express.ts'

const types = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  multipart: 'multipart/form-data; boundary=edge',
}
type Parsers = readonly RequestHandler[]
const keepRaw = (request: IncomingMessage, _: ServerResponse, bytes: Buffer) =>
  void Object.assign(request, { rawBody: bytes })

/** What developers mount before everything else. */
const ways: Readonly<Record<string, Parsers>> = {
  'no parser': [],
  'express.json and express.urlencoded': [express.json(), express.urlencoded({ extended: true })],
  'a simple form parser': [express.json(), express.urlencoded({ extended: false })],
  'express.text': [express.text({ type: () => true })],
  'express.raw': [express.raw({ type: () => true })],
  'express.json that keeps rawBody': [express.json({ verify: keepRaw }), express.urlencoded({ verify: keepRaw })],
}

const echo = defineEndpoint({
  path: '/api/echo/',
  permissions: [allowAny],
  POST: async ({ body }) => ({ status: 200, body: (await body()).data as object }),
})

async function open(t: TestContext, ...parsers: Parsers) {
  const auth = await createTestAuth({}, { endpoints: [echo] })
  await auth.register('zoe@example.com')
  const app = express()
  for (const parser of parsers) app.use(parser)
  const url = await listen(t, app.use(latchkey(auth)))
  t.after(() => auth.close())
  const send = async (path: string, type: string, body: string | Uint8Array, more: Record<string, string> = {}) => {
    return await fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': type, ...more }, body })
  }
  return { auth, url, send }
}

for (const [name, parsers] of Object.entries(ways)) {
  test(`after ${name}, logins by JSON and by form work, and wrong bodies are refused as ever`, async t => {
    const { url, send } = await open(t, ...parsers)
    const login = { email: 'zoe@example.com', password: testPassword }
    const path = '/api/auth/login/'
    assert.equal((await send(path, types.json, JSON.stringify(login))).status, 200)
    assert.equal((await send(path, types.form, new URLSearchParams(login).toString())).status, 200)
    const empty = await send(path, types.json, '{}')
    assert.deepEqual(await empty.json(), { email: ['This field is required.'], password: ['This field is required.'] })
    assert.equal((await fetch(`${url}${path}`, { method: 'POST' })).status, 400)
    assert.equal(
      (await fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': types.json } })).status,
      400,
    )
    const list = await send(path, types.json, '[1]')
    assert.deepEqual(await list.json(), {
      non_field_errors: ['Invalid data. Expected a dictionary, but got list.'],
    })
    assert.equal((await send(path, 'text/csv', 'a,b')).status, 415)
    assert.equal((await send(path, types.json, deflateSync('{}'), { 'content-encoding': 'deflate' })).status, 415)
  })
}

test('parsed values arrive as they were sent: names, repetitions, nesting, other alphabets, and text in quotes', async t => {
  const { send } = await open(t, express.json(), express.urlencoded({ extended: true }))
  const odd = '{"__proto__":{"a":1},"b":["ü",null,true,1.5],"c":"\\"\\\\"}'
  assert.equal(JSON.stringify(await (await send('/api/echo/', types.json, odd)).json()), odd)
  const form = await send('/api/echo/', types.form, 'a=1&a=2&b%5Bc%5D=%C3%BC+%26&d=')
  assert.deepEqual(await form.json(), { a: '2', 'b[c]': 'ü &', d: '' })
})

test('bytes that a parser kept count before what it made of them', async t => {
  const { send } = await open(t, express.json({ verify: keepRaw }))
  const fields = JSON.stringify({ email: 'a@example.com', password: testPassword, password_confirm: testPassword })
  const numbers = '"first_name":1.0,"last_name":12345678901234567890'
  const answer = await send('/api/auth/register/', types.json, fields.replace('}', `,${numbers}}`))
  const { user } = (await answer.json()) as { user: Record<string, unknown> }
  assert.deepEqual([user.first_name, user.last_name], ['1.0', '12345678901234567890'])
})

test('the fields of a multipart form that another parser has read arrive', async t => {
  const readMultipart: RequestListener = async request => {
    await text(request)
    Object.assign(request, { body: { name: 'ü', more: ['1', '2'] } })
  }
  const { send } = await open(t, async (request, response, next) => {
    await readMultipart(request, response)
    next()
  })
  const answer = await send('/api/echo/', types.multipart, '--edge--')
  assert.deepEqual(await answer.json(), { name: 'ü', more: '2' })
})

test('a body that was read and kept nowhere is a 500 whose cause is reported, not a missing field', async t => {
  const { auth, send } = await open(t, async (request, _, next) => {
    await text(request)
    next()
  })
  const answer = await send('/api/auth/login/', types.json, '{}')
  assert.deepEqual([answer.status, await answer.json()], [500, { detail: 'Internal server error.' }])
  const [failed] = auth.events.filter(({ name }) => name === 'request.failed')
  assert.match(String(failed?.name === 'request.failed' && failed.data.cause), /was read before Latchkey.*mount/)
})

test('the limit of the settings counts for parsed bodies, and deep nesting harms no one (JSON bomb)', async t => {
  const { auth, send } = await open(t, express.json({ limit: '50mb' }))
  const long = JSON.stringify({ a: 'x'.repeat(auth.system.settings.bodyLimit) })
  assert.equal((await send('/api/echo/', types.json, long)).status, 413)
  for (const depth of [200, 100_000]) {
    const answer = await send('/api/echo/', types.json, `${'['.repeat(depth)}${']'.repeat(depth)}`)
    assert.equal(answer.status, 400)
    assert.match(await answer.text(), /JSON parse error - Nested/)
  }
})
