import assert from 'node:assert/strict'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Config } from '../../settings/settings.ts'
import { resolveSettings } from '../../settings.ts'
import { type DatabaseFacts, inspectDatabase } from '../../stores/sqlite/inspect.ts'
import { openSqliteStore } from '../../stores/sqlite/store.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { checkBrowsers } from './check-browsers.ts'
import { checkDatabase } from './check-database.ts'
import { checkNetwork } from './check-network.ts'
import { checkSecrets } from './check-secrets.ts'
import { checkTokens } from './check-tokens.ts'
import type { Finding } from './finding.ts'

const secretKey = '4f9d1c7a2be86053d1e94c7ab3f25086cc0d9e417f3b8a62'
const app = 'https://app.example.com'
const own = { allowedHosts: ['api.example.com'] }

function settingsOf(config: Config) {
  return resolveSettings([{ source: 'test', values: { secretKey, ...config } }])
}

function says(findings: readonly Finding[]): string[] {
  return findings.map(({ level, what }) => `${level}: ${what}`)
}

test('defaults and a random secret are healthy', t => {
  const settings = settingsOf({})
  assert.deepEqual(checkSecrets(settings, temporaryFolder(t)), [])
  assert.deepEqual(checkTokens(settings), [])
  assert.deepEqual(checkBrowsers(settings), [])
  assert.deepEqual(checkNetwork(settings), [])
})

test('tokens of any issuer and audience, and tokens that name users by a name, are told', () => {
  const published = { algorithm: 'ES256', signingKey: 'a private key as PEM', jwkUrl: 'https://id.example.com/jwks' }
  const any = { ...published, issuer: 'any-issuer', audience: 'any-audience', userIdField: 'email' } as const
  assert.deepEqual(says(checkTokens(settingsOf(any as Config))), [
    'advice: Tokens of every issuer that signs with the keys of jwkUrl are accepted.',
    'advice: Tokens that jwkUrl signs for other applications open this one.',
    'advice: Tokens of other issuers name users by email, which can change hands.',
  ])
})

test('a page on a subdomain with everything that it needs is healthy', () => {
  const config = { ...own, corsAllowedOrigins: [app], corsAllowCredentials: true, trustedOrigins: [app] }
  assert.deepEqual(checkBrowsers(settingsOf(config)), [])
})

for (const [what, config, pattern] of [
  [
    'another site under SameSite=Lax',
    { corsAllowedOrigins: ['https://other.test'] },
    /another site: with SameSite=Lax/,
  ],
  ['an origin that is not trusted', { corsAllowedOrigins: [app], trustedOrigins: [] }, /refused as cross-site/],
  ['an origin that reads nothing', { trustedOrigins: [app], corsAllowedOrigins: [] }, /cannot read any response/],
  ['no credentials', { trustedOrigins: [app], corsAllowCredentials: false }, /does not allow them to send any/],
  ['plain HTTP', { trustedOrigins: ['http://app.example.com'] }, /is plain HTTP/],
] as const satisfies readonly (readonly [string, Config, RegExp])[]) {
  test(`cookies that cannot work are found: ${what}`, () => {
    const base: Config = { ...own, corsAllowedOrigins: [app], trustedOrigins: [app], corsAllowCredentials: true }
    const findings = says(checkBrowsers(settingsOf({ ...base, ...config })))
    assert.ok(
      findings.some(line => pattern.test(line)),
      findings.join('\n'),
    )
  })
}

test('a page of another site under SameSite=None is told nothing about it', () => {
  const other = 'https://other.test'
  const config = { ...own, cookieSameSite: 'None', corsAllowCredentials: true } as const
  const findings = checkBrowsers(settingsOf({ ...config, corsAllowedOrigins: [other], trustedOrigins: [other] }))
  assert.deepEqual(findings, [])
})

for (const [what, config, pattern] of [
  ['every host name', { allowedHosts: ['*'] }, /every host name/],
  ['DEBUG in public', { debug: true, host: '0.0.0.0' }, /DEBUG is on/],
  ['every address as a proxy', { trustedProxies: ['0.0.0.0/0'] }, /every client can choose its address/],
  ['a proxy that is not trusted', { allowedHosts: ['api.example.com'] }, /All clients count as one/],
  ['a redirect without end', { secureSslRedirect: true }, /a redirect loop/],
  ['no limits', { throttling: false }, /is not limited/],
] as const satisfies readonly (readonly [string, Config, RegExp])[]) {
  test(`what is open is found: ${what}`, () => {
    const findings = says(checkNetwork(settingsOf(config)))
    assert.ok(
      findings.some(line => line.startsWith('fault') && pattern.test(line)),
      findings.join('\n'),
    )
  })
}

test('a secret that repeats itself is found', t => {
  const findings = checkSecrets(settingsOf({ secretKey: `abcdefghi${'a'.repeat(30)}` }), temporaryFolder(t))
  assert.match(says(findings).join(), /fault: The signing secret repeats itself/)
})

test('a secret that others can read is found', t => {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, '.env'), 'SECRET_KEY=x\n')
  chmodSync(join(folder, '.env'), 0o644)
  assert.match(says(checkSecrets(settingsOf({}), folder)).join(), /other users can read it/)
  chmodSync(join(folder, '.env'), 0o600)
  assert.deepEqual(checkSecrets(settingsOf({}), folder), [])
})

/** A database file after `change`, as the doctor sees it at `now`. */
async function examine(
  t: Parameters<typeof temporaryFolder>[0],
  change: (path: string) => string | undefined,
  now = 0,
  more: Partial<DatabaseFacts> = {},
) {
  const path = join(temporaryFolder(t), 'data.sqlite3')
  const store = openSqliteStore(path, settingsOf({}))
  const sql = change(path)
  if (sql !== undefined) store.database.exec(sql)
  await store.close()
  const facts = inspectDatabase(path, { now }) ?? assert.fail('there is a file')
  // Wherever the tests run: a disk.
  return says(checkDatabase({ ...facts, fileSystem: 0xef53, ...more }, path, now))
}

test('a fresh database is healthy', async t => {
  assert.deepEqual(await examine(t, () => undefined), [])
})

test('no database yet is no fault', t => {
  const path = join(temporaryFolder(t), 'none.sqlite3')
  assert.match(says(checkDatabase(inspectDatabase(path, { now: 0 }), path, 0)).join(), /^advice: There is no database/)
})

for (const [what, sql, pattern] of [
  ['a trigger that is gone', 'DROP TRIGGER audit_never_changes', /trigger audit_never_changes is missing/],
  ['a column that is gone', 'ALTER TABLE sessions DROP COLUMN end_reason', /sessions.end_reason is missing/],
  ['an older schema', 'DELETE FROM schema_migrations WHERE number > 1', /^advice: The schema is at 1/],
  ['a newer schema', "INSERT INTO schema_migrations VALUES (9999, 'x')", /^fault: The schema is at 9999/],
  ['a row from the future', "INSERT INTO audit (at, event) VALUES (3600000, 'x')", /3600 seconds in the future/],
  ['a journal of another mode', 'PRAGMA journal_mode = DELETE', /The journal is delete/],
] as const) {
  test(`a database that is not well is found out: ${what}`, async t => {
    const findings = await examine(t, () => sql)
    assert.ok(
      findings.some(line => pattern.test(line)),
      findings.join('\n'),
    )
  })
}

for (const [what, fileSystem, pattern] of [
  ['memory', 0x0102_1994, /^fault: The file is in memory/],
  ['a network share', 0x6969, /^fault: The file is on a network share/],
  ['a container', 0x794c_7630, /^advice: The file is in the layer of a container/],
] as const) {
  test(`a database in ${what} is found`, async t => {
    const findings = await examine(t, () => undefined, 0, { fileSystem })
    assert.match(findings.join(), pattern)
  })
}

test('a database that others can read is found', async t => {
  const findings = await examine(t, path => {
    chmodSync(path, 0o644)
    return undefined
  })
  assert.match(findings.join(), /fault: Other users can read the file/)
})

test('what an application added to the schema is no drift', async t => {
  const add = 'CREATE TABLE products (id INTEGER); ALTER TABLE users ADD COLUMN own_phone TEXT'
  assert.deepEqual(await examine(t, () => add), [])
})

test('many expired rows are advice to delete them', async t => {
  const rows = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
    INSERT INTO spent_tokens (jti, expires_at) SELECT CAST(i AS BLOB), 1 FROM n`
  assert.match((await examine(t, () => rows, 10)).join(), /advice: 10000 rows have expired/)
})
