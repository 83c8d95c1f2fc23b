import assert from 'node:assert/strict'
import { chmodSync, existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { openPlace, runCommand } from '../../../test/cli/in-process.ts'

const later = 4_000_000_000_000

const superuser = 'DJANGO_SUPERUSER_PASSWORD=SecurePass123! latchkey createsuperuser --noinput'

/** A database with an API key, a session, a mail and a foreign token, its backup, and what ended since. */
async function usedSince(t: TestContext) {
  const place = openPlace(t)
  const run = (line: string) => runCommand(line, place)
  await run(`${superuser} --email root@example.com`)
  const [database, backup] = [join(place.folder, 'data.sqlite3'), join(place.folder, 'copy.sqlite3')]
  const sql = (text: string, path = database) => {
    const db = new DatabaseSync(path)
    try {
      return db
        .prepare(text)
        .all()
        .map(row => Object.values(row))
    } finally {
      db.close()
    }
  }
  for (const id of ['kept', 'gone']) {
    sql(`INSERT INTO api_keys (id, digest, user_id, name, scopes, created_at) VALUES ('${id}', 'x', 1, '${id}', '', 1)`)
    sql(
      `INSERT INTO outbox (kind, user_id, recipient, written_at, due_at) VALUES ('reset', 1, '${id}@example.com', 1, ${later})`,
    )
  }
  assert.equal((await run('latchkey backup copy.sqlite3')).code, 0)
  sql("UPDATE api_keys SET revoked_at = 5 WHERE id = 'gone'")
  sql("DELETE FROM outbox WHERE recipient LIKE 'gone%'")
  sql(`INSERT INTO spent_tokens VALUES (CAST('spent-since' AS BLOB), ${later})`)
  sql(`INSERT INTO revocations (kind, subject, at, keep_until) VALUES ('jti', 'revoked-since', 5, ${later})`)
  sql(`UPDATE users SET tokens_not_before = ${later}`)
  return { ...place, run, sql, database, backup }
}

test('what the replaced database refused stays refused: keys, spent tokens, revocations, sent mails', async t => {
  const { run, sql } = await usedSince(t)
  assert.equal((await run('latchkey restore --force copy.sqlite3')).code, 0)
  assert.deepEqual(sql('SELECT id, revoked_at FROM api_keys ORDER BY id'), [
    ['gone', 5],
    ['kept', null],
  ])
  assert.deepEqual(sql('SELECT recipient FROM outbox'), [['kept@example.com']])
  assert.deepEqual(sql("SELECT CAST(jti AS TEXT) FROM spent_tokens WHERE jti = CAST('spent-since' AS BLOB)"), [
    ['spent-since'],
  ])
  assert.deepEqual(sql("SELECT subject FROM revocations WHERE kind = 'jti'"), [['revoked-since']])
  assert.deepEqual(sql('SELECT tokens_not_before FROM users'), [[later]])
})

test('each restore begins the revocation log anew for those that remember a place in it', async t => {
  const { run, sql } = await usedSince(t)
  const epoch = () => sql("SELECT value FROM facts WHERE name = 'revocation_epoch'")[0]?.[0]
  const seen = [epoch()]
  for (const how of ['', '--keep-sessions ']) {
    assert.equal((await run(`latchkey restore --force ${how}copy.sqlite3`)).code, 0)
    seen.push(epoch())
  }
  assert.equal(new Set(seen).size, 3)
  assert.deepEqual(sql("SELECT subject FROM revocations WHERE kind = 'user-before'"), [['']])
})

/** Factors of the one account: what a backup has, and what is used and removed after it. */
const factorsBefore = [
  "INSERT INTO factors (id, user_id, kind, name, created_at, secret, confirmed_at, last_step) VALUES ('app', 1, 'totp', '', 1, 's', 1, 5)",
  ...['kept', 'gone'].map(
    id =>
      `INSERT INTO factors (id, user_id, kind, name, created_at, credential_id) VALUES ('${id}', 1, 'passkey', '', 1, randomblob(8))`,
  ),
  "INSERT INTO recovery_codes (user_id, digest) VALUES (1, 'left'), (1, 'used')",
  ...['kept', 'gone'].map(id => `INSERT INTO trusted_devices VALUES ('${id}', '', 1, '', '', 1, 1, ${later})`),
]
const factorsSince = [
  "UPDATE factors SET last_step = 9 WHERE id = 'app'",
  "UPDATE recovery_codes SET used_at = 7 WHERE digest = 'used'",
  "INSERT INTO audit (at, event, user_id, reason, subject) VALUES (7, 'factor.removed', 1, 'passkey', 'factor:gone')",
  "INSERT INTO audit (at, event, user_id, reason, subject) VALUES (7, 'factor.removed', 1, 'totp', 'factor:app')",
  "INSERT INTO audit (at, event, user_id, subject) VALUES (7, 'device.forgotten', 1, 'device:gone')",
]

/** Before and after the backup; then what a restore makes of it. */
async function restoredFactors(t: TestContext, since: readonly string[], how: string) {
  const { run, sql } = await usedSince(t)
  for (const text of factorsBefore) sql(text)
  assert.equal((await run('latchkey backup factors.sqlite3')).code, 0)
  for (const text of since) sql(text)
  assert.equal((await run(`latchkey restore --force ${how} factors.sqlite3`)).code, 0)
  return {
    factors: sql('SELECT id, last_step FROM factors ORDER BY id'),
    codes: sql('SELECT digest, used_at FROM recovery_codes ORDER BY digest'),
    devices: sql('SELECT id FROM trusted_devices'),
  }
}

test('a code that was used, a passkey that was removed and a device that was forgotten do not come back with a backup', async t => {
  const { factors, codes, devices } = await restoredFactors(t, factorsSince, '--keep-sessions')
  assert.deepEqual(factors, [
    ['app', 9],
    ['kept', null],
  ])
  assert.deepEqual(codes, [
    ['left', null],
    ['used', 7],
  ])
  assert.deepEqual(devices, [['kept']])
})

test('a backup from before all factors were reset brings no passkey back, and one that ends sessions no trusted device', async t => {
  const reset = "INSERT INTO audit (at, event, user_id) VALUES (7, 'factor.reset', 1)"
  const { factors, devices } = await restoredFactors(t, [reset], '')
  assert.deepEqual([factors, devices], [[['app', 5]], []])
})

/** Two owners-to-be of one organization, and two who are invited: what a backup has, and what happens after it. */
const organizationBefore = [
  "INSERT INTO organizations VALUES ('org_1', 'acme', 'Acme', 1)",
  "INSERT INTO organization_members VALUES ('org_1', 1, 'owner', 1), ('org_1', 2, 'member', 1), ('org_1', 3, 'member', 1)",
  ...['kept', 'gone'].map(
    id => `INSERT INTO organization_invitations VALUES ('${id}', 'org_1', 1, '', '', 'member', 1, ${later})`,
  ),
]
const inOrganization = (event: string, user: number, reason: string, changes = 'NULL') =>
  `INSERT INTO audit (at, event, user_id, reason, subject, changes)
   VALUES (7, 'organization.${event}', ${user}, '${reason}', 'organization:org_1', ${changes})`
const organizationSince = [
  inOrganization('role_changed', 2, 'transfer', `'{"role":["member","owner"]}'`),
  inOrganization('role_changed', 1, 'transfer', `'{"role":["owner","admin"]}'`),
  inOrganization('member_removed', 3, 'removed'),
  inOrganization('invitation_revoked', 1, 'gone'),
]

test('a member who was removed, a role that was changed and an invitation that was revoked do not come back with a backup', async t => {
  const { run, sql } = await usedSince(t)
  for (const name of ['second', 'third']) await run(`${superuser} --email ${name}@example.com`)
  for (const text of organizationBefore) sql(text)
  assert.equal((await run('latchkey backup organization.sqlite3')).code, 0)
  for (const text of organizationSince) sql(text)
  assert.equal((await run('latchkey restore --force organization.sqlite3')).code, 0)
  assert.deepEqual(sql('SELECT user_id, role FROM organization_members ORDER BY user_id'), [
    [1, 'admin'],
    [2, 'owner'],
  ])
  assert.deepEqual(sql('SELECT id FROM organization_invitations'), [['kept']])
})

test('without the replaced database no mail of the backup is sent again, unless nothing happened in between', async t => {
  const { run, sql, folder } = await usedSince(t)
  const mails = (name: string) => sql('SELECT count(*) FROM outbox', join(folder, name))[0]?.[0]
  await run('DATABASE_URL=sqlite:lost.sqlite3 latchkey restore copy.sqlite3')
  await run('DATABASE_URL=sqlite:moved.sqlite3 latchkey restore --keep-sessions copy.sqlite3')
  assert.deepEqual([mails('lost.sqlite3'), mails('moved.sqlite3')], [0, 2])
})

test('a restored database is its owner’s alone, whatever the mode of the backup', async t => {
  const { run, database, backup } = await usedSince(t)
  chmodSync(backup, 0o644)
  assert.equal((await run('latchkey restore --force copy.sqlite3')).code, 0)
  assert.equal(statSync(database).mode & 0o777, 0o600)
})

test('a restore that fails leaves the old database in its place, and nothing beside it', async t => {
  const { run, sql, database, folder } = await usedSince(t)
  const before = readdirSync(folder).toSorted()
  const failed = await run('LATCHKEY_USER_IDS=uuid latchkey restore --force copy.sqlite3')
  assert.equal(failed.code, 1)
  assert.deepEqual(readdirSync(folder).toSorted(), before)
  assert.ok(existsSync(database))
  assert.deepEqual(sql("SELECT revoked_at FROM api_keys WHERE id = 'gone'"), [[5]])
})

test('a damaged database is replaced too: what it cannot tell is not asked of it', async t => {
  const { run, sql } = await usedSince(t)
  sql('DROP TABLE spent_tokens')
  sql('ALTER TABLE outbox RENAME COLUMN id TO number')
  assert.equal((await run('latchkey restore --force copy.sqlite3')).code, 0)
  assert.deepEqual(sql("SELECT revoked_at FROM api_keys WHERE id = 'gone'"), [[5]])
  assert.deepEqual(sql('SELECT * FROM outbox'), [])
})
