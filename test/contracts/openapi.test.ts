/** `/openapi.json` is a valid document, and describes every answer. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import type { Incoming, Outgoing } from '../../src/http/request/message.ts'
import type { Config } from '../../src/index.ts'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { replay } from '../compat/replayer.ts'
import { serveAccounts, transcriptKey } from '../compat/serve-accounts.ts'
import { serveTutorial } from '../compat/serve-tutorial.ts'
import { findUndocumented } from './undocumented.ts'

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

test('every built-in endpoint describes its answers', async () => {
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

test('every served path is in the document', async () => {
  const auth = await createTestAuth()
  const { json } = await auth.request('GET', '/openapi.json')
  assert.deepEqual(Object.keys(json.paths).sort(), [...auth.paths].sort())
})

test('the document reveals no secret and no setting', async () => {
  const secretKey = 'a secret that must never be seen in any document of any kind'
  const auth = await createTestAuth({ secretKey, databaseUrl: 'sqlite:hidden-place/file', allowedHosts: ['localhost'] })
  const { text } = await auth.request('GET', '/openapi.json')
  assert.doesNotMatch(text, /must never be seen|hidden-place/)
})

for (const profile of ['main', 'main_ratelimit', 'variants', 'variants_norotate', 'variants_throttle', 'sliding']) {
  test(`every answer to the transcripts is documented: ${profile}`, async t => {
    const seen: Seen[] = []
    const served = await serveTutorial(profile, (...pair) => void seen.push(pair))
    t.after(() => served.close())
    await holdAnswers(served.baseUrl, profile, seen)
  })
}

test('every answer to the transcripts is documented with the default settings', async t => {
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
  assert.equal(findUndocumented(json, asked, answer(418, {})).length, 1)
  assert.equal(findUndocumented(json, asked, answer(401, { detail: 'x' }, 'user_inactive')).length, 1)
  assert.equal(findUndocumented(json, asked, answer(401, { error: 'x' }, 'no_active_account')).length, 1)
  assert.equal(findUndocumented(json, asked, answer(401, { detail: 'x' }, 'no_active_account')).length, 0)
})

type Seen = readonly [Incoming, Outgoing]

/** Replays the transcripts and checks the answers against the server's document. */
async function holdAnswers(baseUrl: string, profile: string, seen: readonly Seen[]): Promise<void> {
  const document = (await (await fetch(`${baseUrl}/openapi.json`)).json()) as Schema
  await replay({ baseUrl, profile, core: false, secret: transcriptKey })
  assert.ok(seen.length > 5)
  assert.deepEqual([...new Set(seen.flatMap(([asked, answered]) => findUndocumented(document, asked, answered)))], [])
}

/** Rules that the specification's schema cannot express: unique ids, existing references, declared parameters. */
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
