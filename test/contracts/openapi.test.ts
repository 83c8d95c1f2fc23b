/** What `/openapi.json` promises: a valid document, and no answer that is missing from it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import type { Incoming, Outgoing } from '../../src/http/request/message.ts'
import type { Config } from '../../src/index.ts'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { replay } from '../compat/replayer.ts'
import { serveAccounts, transcriptKey } from '../compat/serve-accounts.ts'
import { serveTutorial } from '../compat/serve-tutorial.ts'
import { findMisfit } from './fits-schema.ts'

type Schema = Readonly<Record<string, unknown>>

const configurations: Readonly<Record<string, Config>> = {
  defaults: {},
  'user names': { accounts: 'username' },
  'SimpleJWT’s behaviour': { compat: 'simplejwt' },
  'limits on': { throttling: true, anonRate: '100/day', userRate: '1000/day' },
  'example views': { exampleEndpoints: true },
  'DEBUG with its page': { debug: true },
  'other providers': {
    publicUrl: 'https://app.example.com',
    social: { google: { clientId: 'id', clientSecret: 'x' }, github: { clientId: 'id', clientSecret: 'x' } },
  },
}

for (const [what, config] of Object.entries(configurations)) {
  test(`the document is valid OpenAPI 3.1: ${what}`, async () => {
    const auth = await createTestAuth(config)
    const { status, json } = await auth.request('GET', '/openapi.json')
    assert.equal(status, 200)
    const { valid, errors } = await new Validator().validate(json)
    assert.ok(valid, JSON.stringify(errors, null, 1))
    assert.deepEqual(findFaults(json), [])
  })
}

test('every built-in row says what it answers', async () => {
  for (const config of Object.values(configurations)) {
    const auth = await createTestAuth(config)
    const { paths } = (await auth.request('GET', '/openapi.json')).json as { paths: Readonly<Record<string, object>> }
    const untold = Object.entries(paths).filter(([, path]) =>
      Object.values(path).some((one: Schema) => Object.hasOwn((one?.responses ?? {}) as object, 'default')),
    )
    assert.deepEqual(
      untold.map(([path]) => path),
      [],
    )
  }
})

test('every path that is served is in the document', async () => {
  const auth = await createTestAuth()
  const { json } = await auth.request('GET', '/openapi.json')
  assert.deepEqual(Object.keys(json.paths).sort(), [...auth.paths].sort())
})

test('the document holds no secret and no setting of the process', async () => {
  const secretKey = 'a secret that must never be seen in any document of any kind'
  const auth = await createTestAuth({ secretKey, databaseUrl: 'sqlite:hidden-place/file', allowedHosts: ['localhost'] })
  const { text } = await auth.request('GET', '/openapi.json')
  assert.doesNotMatch(text, /must never be seen|hidden-place/)
})

for (const profile of ['main', 'main_ratelimit', 'variants', 'variants_norotate', 'variants_throttle', 'sliding']) {
  test(`no answer to the transcripts is undocumented: ${profile}`, async t => {
    const seen: Seen[] = []
    const served = await serveTutorial(profile, (...pair) => void seen.push(pair))
    t.after(() => served.close())
    await holdAnswers(served.baseUrl, profile, seen)
  })
}

test('no answer to the transcripts is undocumented where the settings are the defaults', async t => {
  const seen: Seen[] = []
  const served = await serveAccounts({ throttling: false }, (...pair) => void seen.push(pair))
  t.after(() => served.close())
  await holdAnswers(served.baseUrl, 'main', seen)
  assert.ok(seen.length > 500)
})

test('an undocumented answer is found', async () => {
  const auth = await createTestAuth()
  const { json } = await auth.request('GET', '/openapi.json')
  const asked = { method: 'POST' } as Incoming
  const answer = (status: number, body: object, code?: string): Outgoing => {
    const about = { route: '/api/auth/login/', ...(code === undefined ? {} : { code }) }
    return { status, headers: [['Latchkey-Trace', 'x']], body: JSON.stringify(body), about }
  }
  assert.equal(check(json, asked, answer(418, {})).length, 1)
  assert.equal(check(json, asked, answer(401, { detail: 'x' }, 'user_inactive')).length, 1)
  assert.equal(check(json, asked, answer(401, { error: 'x' }, 'no_active_account')).length, 1)
  assert.equal(check(json, asked, answer(401, { detail: 'x' }, 'no_active_account')).length, 0)
})

type Seen = readonly [Incoming, Outgoing]

/** Replays the transcripts and holds what was seen against the server's own description. */
async function holdAnswers(baseUrl: string, profile: string, seen: readonly Seen[]): Promise<void> {
  const document = (await (await fetch(`${baseUrl}/openapi.json`)).json()) as Schema
  await replay({ baseUrl, profile, core: false, secret: transcriptKey })
  assert.ok(seen.length > 5)
  assert.deepEqual([...new Set(seen.flatMap(([asked, answered]) => check(document, asked, answered)))], [])
}

/** What of this answer the document does not say. Paths that nobody serves have no row to say it. */
function check(document: Schema, { method }: Incoming, { status, about, body, headers }: Outgoing): string[] {
  const { route, code } = about ?? {}
  if (route === undefined) return []
  const path = (document.paths as Readonly<Record<string, Schema>>)[route]
  const operation = path?.[method === 'HEAD' ? 'get' : method.toLowerCase()] as Schema | undefined
  if (operation === undefined) {
    const others = (path?.['x-latchkey-other-methods'] ?? []) as readonly unknown[]
    return others.includes(code) ? [] : [`${method} ${route}: ${status} ${code}`]
  }
  const responses = operation.responses as Readonly<Record<string, Schema>>
  // A row of the application's own that says nothing of its answers: those with a code are the pipeline's.
  if (responses.default !== undefined && code === undefined) return []
  const response = responses[String(status)]
  const codes = response?.['x-latchkey-codes'] as readonly unknown[] | undefined
  if (response === undefined || (code !== undefined && codes?.includes(code) !== true)) {
    return [`${method} ${route}: ${status} ${code}`]
  }
  if (method === 'HEAD') return []
  return [...checkBody(document, response, body), ...checkHeaders(response, headers)].map(
    fault => `${method} ${route}: ${status} ${code} ${fault}`,
  )
}

function checkBody(document: Schema, response: Schema, body: string): string[] {
  const content = response.content as Readonly<Record<string, Schema>> | undefined
  if (content === undefined) return body === '' ? [] : ['has a body']
  const schema = content['application/json']?.schema as Schema | undefined
  if (schema === undefined) return []
  const misfit = body === '' ? 'has no body' : findMisfit(document, schema, JSON.parse(body))
  return misfit === undefined ? [] : [misfit]
}

/** Headers of Latchkey's own, and those that a client acts on. */
function checkHeaders(response: Schema, headers: Outgoing['headers']): string[] {
  const documented = Object.keys((response.headers ?? {}) as object)
  const telling = /^(Latchkey-.*|WWW-Authenticate|Retry-After)$/
  return headers.flatMap(([name]) => (telling.test(name) && !documented.includes(name) ? [`sends ${name}`] : []))
}

/** What a schema of the specification cannot say: ids are unique, references lead somewhere, parameters are named. */
function findFaults(document: Schema): string[] {
  const paths = Object.entries(document.paths as Readonly<Record<string, Schema>>)
  const operations = paths.flatMap(([, path]) =>
    Object.entries(path).flatMap(([verb, one]) =>
      /^(get|post|put|patch|delete|options)$/.test(verb) ? [one as Schema] : [],
    ),
  )
  const ids = operations.map(({ operationId }) => operationId)
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path)
  const dangling = references.filter(
    path =>
      path.split('/').reduce<unknown>((found, name) => (found as Schema | undefined)?.[name], document) === undefined,
  )
  const unnamed = paths.flatMap(([path, { parameters = [] }]) => {
    const named = (parameters as readonly Schema[]).map(({ name }) => name)
    return [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => (named.includes(name) ? [] : [`${path} ${name}`]))
  })
  const repeated = ids.filter((id, index) => ids.indexOf(id) !== index)
  const silent = operations.filter(({ summary }) => typeof summary !== 'string' || !summary.endsWith('.'))
  return [...repeated, ...dangling, ...unnamed, ...silent.map(({ operationId }) => operationId)].map(String)
}
