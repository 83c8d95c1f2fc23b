import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PostgresFacts } from '../../stores/inspect-database.ts'
import { checkPostgres } from './check-postgres.ts'

const now = 1_768_478_400_000
const healthy: PostgresFacts = {
  migration: 1,
  latestMigration: 1,
  fit: 'current',
  drift: [],
  fsync: true,
  fullPageWrites: true,
  synchronousCommit: 'on',
  remoteHost: undefined,
  tls: 'off',
  isPooled: false,
  isBehindPooler: false,
  aheadMs: 3,
  newestInstant: now,
  expiredRows: 9999,
}

const found: Readonly<Record<string, readonly [Partial<PostgresFacts>, RegExp]>> = {
  'fsync off': [{ fsync: false }, /^fault: fsync is off/],
  'full_page_writes off': [{ fullPageWrites: false }, /^fault: full_page_writes is off/],
  'synchronous_commit off': [{ synchronousCommit: 'off' }, /^fault: synchronous_commit is off/],
  'plain text to another machine': [{ remoteHost: 'db' }, /^fault: The way to db is plain text/],
  'a certificate that is not checked': [{ remoteHost: 'db', tls: 'unverified' }, /^advice: The certificate of db/],
  'a pooler that the address does not tell of': [{ isBehindPooler: true }, /^advice: A pooler is in front/],
  'an older schema': [{ migration: 0, fit: 'behind' }, /^advice: The schema is at 0, this version knows 1/],
  'a newer schema': [
    { migration: 2, fit: 'newer' },
    /^advice: The schema is at 2\. This version knows 1 and works beside the newer one/,
  ],
  'a schema that is too new': [
    { migration: 2, fit: 'too new' },
    /^fault: The schema is at 2, and this version knows only 1/,
  ],
  drift: [{ drift: ['the index a is missing'] }, /^fault: The schema differs .*: the index a is missing\.$/],
  'drift that cannot be seen': [{ drift: undefined }, /^advice: Whether the schema is as the migrations make it/],
  'expired rows': [{ expiredRows: 10_000 }, /^advice: 10000 rows have expired/],
  'a clock that is ahead': [{ aheadMs: 2500 }, /^fault: The clock of the server is 2\.5 seconds ahead/],
  'a clock that is behind': [{ aheadMs: -2500 }, /^fault: The clock of the server is 2\.5 seconds behind/],
  'a row of the future': [{ newestInstant: now + 9000 }, /^fault: The newest row is 9 seconds in the future/],
}

for (const [what, [facts, pattern]] of Object.entries(found)) {
  test(`${what} is one finding`, () => {
    const [finding, ...others] = checkPostgres({ ...healthy, ...facts }, 'postgres://h/d', now)
    assert.match(`${finding?.level}: ${finding?.what}`, pattern)
    assert.deepEqual(others, [])
  })
}

test('a safe server with what it needs is healthy, also behind a pooler and with TLS', () => {
  assert.deepEqual(checkPostgres(healthy, 'postgres://h/d', now), [])
  const far = { ...healthy, remoteHost: 'db', tls: 'verified', isPooled: true, isBehindPooler: true } as const
  assert.deepEqual(checkPostgres(far, 'postgres://h/d', now), [])
  // A replica that is waited for, or not: what is on the primary's disk stays.
  for (const synchronousCommit of ['local', 'remote_write', 'remote_apply'])
    assert.deepEqual(checkPostgres({ ...healthy, synchronousCommit }, 'postgres://h/d', now), [])
  assert.match(checkPostgres(undefined, 'postgres://h/d', now)[0]?.what ?? '', /no tables at postgres:\/\/h\/d yet/)
})
