import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allowAny } from '../../permissions/built-in.ts'
import type { Config } from '../../settings/settings.ts'
import { createTestAuth } from '../../testing/test-auth.ts'
import type { Endpoint } from '../endpoints/endpoint.ts'

const shown = (path: string, namespace?: string): Endpoint => ({
  name: 'Version',
  description: '',
  paths: [path],
  authentication: 'header',
  permissions: [allowAny],
  ...(namespace === undefined ? {} : { namespace }),
  methods: {
    GET: { summary: 'Say it.', fails: [], handle: async (_, { version }) => ({ status: 200, body: { version } }) },
  },
})
const rows = [
  shown('/api/version/'),
  shown('/api/v2/version/', 'v2'),
  shown('/api/v3/version/', 'v3'),
  shown('/api/{version}/path/'),
]
const versions = { defaultVersion: 'v1', allowedVersions: ['v1', 'v2'], allowedHosts: ['*'] } as const satisfies Config

/** Each scheme: a request for v2, one that says nothing, one for v3, and DRF's sentence about that. */
const schemes = [
  [
    'namespace',
    ['/api/v2/version/'],
    ['/api/version/'],
    ['/api/v3/version/'],
    404,
    'URL path. Does not match any version namespace.',
  ],
  ['path', ['/api/v2/path/'], ['/api/version/'], ['/api/v3/path/'], 404, 'URL path.'],
  ['query', ['/api/version/?version=v2'], ['/api/version/'], ['/api/version/?version=v3'], 404, 'query parameter.'],
  [
    'host',
    ['/api/version/', { host: 'v2.example.com' }],
    ['/api/version/'],
    ['/api/version/', { host: 'v3.example.com:80' }],
    404,
    'hostname.',
  ],
  [
    'accept',
    ['/api/version/', { accept: 'application/json; version=v2' }],
    ['/api/version/'],
    ['/api/version/', { accept: 'application/json; version=v3' }],
    406,
    '"Accept" header.',
  ],
] as const

for (const [versioning, second, silent, third, status, words] of schemes) {
  test(`${versioning}: an allowed version is served, silence means the default, others are refused`, async t => {
    const auth = await createTestAuth({ ...versions, versioning }, { endpoints: rows })
    t.after(() => auth.close())
    const get = ([path, headers = {}]: readonly [string, Record<string, string>?]) =>
      auth.request('GET', path, { headers })
    assert.deepEqual((await get(second)).json, { version: 'v2' })
    assert.deepEqual((await get(silent)).json, { version: 'v1' })
    const refused = await get(third)
    assert.equal(refused.status, status)
    assert.equal(refused.json.detail, `Invalid version in ${words}`)
  })
}

test('the version is checked before the token: a wrong one looks the same to every client', async t => {
  const auth = await createTestAuth({ ...versions, versioning: 'namespace' }, { endpoints: rows })
  t.after(() => auth.close())
  assert.equal((await auth.request('GET', '/api/v3/version/', { token: 'garbage' })).status, 404)
})

test('without a scheme no request has a version', async t => {
  const auth = await createTestAuth({}, { endpoints: rows })
  t.after(() => auth.close())
  assert.deepEqual((await auth.request('GET', '/api/version/?version=v2')).json, {})
})
