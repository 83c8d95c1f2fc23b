import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { booleanField } from '../../fields/boolean-field.ts'
import { charField } from '../../fields/char-field.ts'
import { choiceField } from '../../fields/choice-field.ts'
import { integerField } from '../../fields/integer-field.ts'
import { allowAny, isAuthenticated } from '../../permissions/built-in.ts'
import type { Config } from '../../settings/settings.ts'
import { createTestAuth } from '../../testing/test-auth.ts'
import { scopedRate } from '../../throttles/throttle.ts'
import { defineEndpoint, type EndpointDefinition } from './define-endpoint.ts'

const ticket = z.object({
  title: charField({ maxLength: 10 }),
  urgent: booleanField({ required: false }),
  state: choiceField({ choices: ['open', 'closed'], default: 'open' }),
})
const answer = ({ input }: { readonly input: object }) => ({ status: 200, body: input })
const tickets = defineEndpoint({
  path: '/tickets/',
  permissions: [isAuthenticated],
  input: ticket,
  GET: call => ({ status: 200, body: { hasInput: 'input' in call } }),
  POST: ({ input, principal }) => ({ status: 201, body: { ...input, by: principal.id } }),
  PUT: answer,
  PATCH: answer,
  DELETE: call => ({ status: 200, body: { hasInput: 'input' in call } }),
})
const search = defineEndpoint({
  path: '/search/',
  permissions: [allowAny],
  query: z.object({
    q: charField({ helpText: 'Words.' }),
    page: integerField({ default: 1, minValue: 1 }),
    open: booleanField({ required: false }),
    order: choiceField({ choices: ['new', 'old'], required: false }),
  }),
  GET: ({ query }) => ({ status: 200, body: { ...query } }),
})

async function open(t: TestContext, ...endpoints: readonly ReturnType<typeof defineEndpoint>[]) {
  const auth = await createTestAuth({}, { endpoints })
  t.after(() => auth.close())
  const { access: token } = await auth.register('alice@example.com')
  const send = async (method: string, path: string, json?: unknown) => {
    const reply = await auth.request(method, path, { token, ...(json === undefined ? {} : { json }) })
    return [reply.status, reply.text === '' ? undefined : reply.json]
  }
  return { auth, token, send }
}

test('a declared input is validated before the handler, with the errors of DRF', async t => {
  const { auth, send } = await open(t, tickets)
  assert.deepEqual(await send('POST', '/tickets/', { title: ' Help ', urgent: 'yes', extra: 1 }), [
    201,
    { title: 'Help', urgent: true, state: 'open', by: 1 },
  ])
  const wrong = { title: ['This field is required.'], state: ['"new" is not a valid choice.'] }
  for (const method of ['POST', 'PUT']) {
    assert.deepEqual(await send(method, '/tickets/', { state: 'new' }), [400, wrong])
  }
  assert.deepEqual(await send('POST', '/tickets/', []), [
    400,
    { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] },
  ])
  assert.equal((await auth.request('POST', '/tickets/', { json: {} })).status, 401)
})

test('PATCH takes a part, without defaults; GET and DELETE read no body', async t => {
  const { send } = await open(t, tickets)
  assert.deepEqual(await send('PATCH', '/tickets/', {}), [200, {}])
  assert.deepEqual(await send('PATCH', '/tickets/', { urgent: true }), [200, { urgent: true }])
  assert.deepEqual(await send('PATCH', '/tickets/', { title: 'much too long' }), [
    400,
    { title: ['Ensure this field has no more than 10 characters.'] },
  ])
  assert.deepEqual(await send('GET', '/tickets/'), [200, { hasInput: false }])
  assert.deepEqual(await send('DELETE', '/tickets/', { title: 7 }), [200, { hasInput: false }])
})

test('a body that cannot be read is refused before its fields: 415, then 400', async t => {
  const { auth, token } = await open(t, tickets)
  const send = async (type: string, body: string) =>
    (await auth.request('POST', '/tickets/', { token, headers: { 'content-type': type }, body })).status
  assert.equal(await send('text/plain', 'x'), 415)
  assert.equal(await send('application/json', '{'), 400)
  assert.equal(await send('application/x-www-form-urlencoded', 'title=Help'), 201)
})

test('input by method, and by DELETE where it is named', async t => {
  const { send } = await open(
    t,
    defineEndpoint({
      path: '/parts/',
      permissions: [allowAny],
      input: { POST: z.object({ a: charField() }), DELETE: z.object({ why: charField() }) },
      POST: ({ input }) => ({ status: 200, body: { ...input } }),
      PUT: call => ({ status: 200, body: { hasInput: 'input' in call } }),
      DELETE: ({ input }) => ({ status: 200, body: { ...input } }),
    }),
  )
  assert.deepEqual(await send('POST', '/parts/', { why: 'x' }), [400, { a: ['This field is required.'] }])
  assert.deepEqual(await send('DELETE', '/parts/', { why: 'x' }), [200, { why: 'x' }])
  assert.deepEqual(await send('PUT', '/parts/', { why: 'x' }), [200, { hasInput: false }])
})

test('rules of the whole input are checked once its fields are right', async t => {
  const input = z
    .object({ from: integerField(), to: integerField() })
    .refine(({ from, to }) => from <= to, 'The end is before the beginning.')
    .refine(({ to }) => to < 100, { path: ['to'], message: 'Too far.' })
  const { send } = await open(t, defineEndpoint({ path: '/span/', permissions: [allowAny], input, POST: answer }))
  assert.deepEqual(await send('POST', '/span/', { from: 1, to: 2 }), [200, { from: 1, to: 2 }])
  assert.deepEqual(await send('POST', '/span/', { from: 500, to: 200 }), [
    400,
    { non_field_errors: ['The end is before the beginning.'], to: ['Too far.'] },
  ])
  assert.deepEqual(await send('POST', '/span/', { from: 5 }), [400, { to: ['This field is required.'] }])
})

test('query parameters are read: the last of a name, unknown ones ignored, blank ones absent', async t => {
  const { send } = await open(t, search)
  const table: readonly [string, number, object][] = [
    ['q=a', 200, { q: 'a', page: 1 }],
    ['q=a&q=b+c%C3%A9&page=3&other=1&open=true', 200, { q: 'b cé', page: 3, open: true }],
    ['q=a&page=&order=', 200, { q: 'a', page: 1 }],
    ['', 400, { q: ['This field is required.'] }],
    [
      'q=&page=0&order=up',
      400,
      {
        q: ['This field may not be blank.'],
        page: ['Ensure this value is greater than or equal to 1.'],
        order: ['"up" is not a valid choice.'],
      },
    ],
    ['q=%00', 400, { q: ['Null characters are not allowed.'] }],
  ]
  for (const [query, status, body] of table)
    assert.deepEqual(await send('GET', `/search/?${query}`), [status, body], query)
  assert.equal((await send('HEAD', '/search/?page=x'))[0], 400)
})

test('a throttled request is refused before its input is read', async t => {
  const throttles = [scopedRate('tickets', '1/minute')]
  const limited = defineEndpoint({ path: '/limited/', permissions: [allowAny], throttles, input: ticket, POST: answer })
  const auth = await createTestAuth({ throttling: true }, { endpoints: [limited] })
  t.after(() => auth.close())
  const statuses = [400, 429]
  for (const status of statuses) assert.equal((await auth.request('POST', '/limited/', { json: {} })).status, status)
})

test('OpenAPI documents the query as it is read', async t => {
  const { auth } = await open(t, search, tickets)
  const { paths } = (await auth.request('GET', '/openapi.json')).json
  assert.deepEqual(paths['/search/'].get.parameters, [
    { name: 'q', in: 'query', required: true, description: 'Words.', schema: { type: 'string', minLength: 1 } },
    { name: 'page', in: 'query', required: false, schema: { type: 'integer', minimum: 1, default: 1 } },
    { name: 'open', in: 'query', required: false, schema: { type: 'boolean' } },
    { name: 'order', in: 'query', required: false, schema: { type: 'string', enum: ['new', 'old'] } },
  ])
  assert.ok(paths['/search/'].get.responses['400']['x-latchkey-codes'].includes('invalid'))
  assert.deepEqual(paths['/tickets/'].post.requestBody.content['application/json'].schema.required, ['title'])
})

test('a handler that returns no answer is named in the cause of the 500', async t => {
  const causes: unknown[] = []
  const answers: Readonly<Record<string, unknown>> = { nothing: undefined, text: 'x', body: { body: {} } }
  const endpoints = Object.entries(answers).map(([name, given]) =>
    defineEndpoint({ path: `/${name}/`, permissions: [allowAny], GET: () => given as never }),
  )
  const onEvent: Config['onEvent'] = event => void (event.name === 'request.failed' && causes.push(event.data.cause))
  const auth = await createTestAuth({ onEvent }, { endpoints })
  t.after(() => auth.close())
  for (const name of Object.keys(answers)) {
    assert.equal((await auth.request('GET', `/${name}/`)).status, 500)
    assert.match(String(causes.pop()), new RegExp(`the handler of GET /${name}/ returned no answer: write return`))
  }
})

test('what is not made of fields is refused when it is defined, with the cure', () => {
  const define = (more: object) =>
    defineEndpoint({ path: '/x/', permissions: [], ...more } as unknown as EndpointDefinition)
  assert.throws(() => define({ input: z.object({ a: z.string() }) }), /the input of \/x\/ has `a`.*charField\(\)/)
  assert.throws(() => define({ input: { a: charField() } }), /the input of \/x\/ is not an object of fields.*z\.object/)
  assert.throws(() => define({ input: z.string() }), /is not an object of fields/)
  assert.throws(() => define({ input: { POST: z.object({ a: z.string() }) } }), /the input of POST \/x\/ has `a`/)
  assert.throws(() => define({ query: z.object({ a: z.string() }) }), /the query of \/x\/ has `a`/)
  assert.throws(() => define({ input: { GET: z.object({}) } }), /GET, which has no body.*query/)
})

test('a row that is written by hand is checked when it is mounted, and read by the pipeline', async t => {
  const row = (input: object) => ({
    ...defineEndpoint({ path: '/row/', permissions: [allowAny] }),
    methods: {
      POST: { summary: 'x.', fails: [], input: input as typeof ticket, handle: async () => ({ status: 204 }) },
    },
  })
  await assert.rejects(createTestAuth({}, { endpoints: [row(z.object({ a: z.string() }))] }), /POST \/row\/ has `a`/)
  const { send } = await open(t, row(ticket))
  assert.equal((await send('POST', '/row/', {}))[0], 400)
})
