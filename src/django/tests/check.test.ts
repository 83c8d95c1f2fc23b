/** Findings that the project's settings and a small database give, without a Django. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import test, { type TestContext } from 'node:test'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { checkDjango } from '../check/check-django.ts'
import type { CheckFinding } from '../check/finding.ts'
import { configText } from '../config/config-text.ts'
import type { DjangoSettings } from '../django-settings.ts'
import { DjangoMapError, type MapOptions } from '../map-options.ts'
import { openDjango } from '../open-django.ts'

const schema = readFileSync(new URL('../../../test/adoption/schemas/auth-sqlite.sql', import.meta.url), 'utf8')

function makeDatabase(t: Pick<TestContext, 'after'>, more: string): string {
  const path = join(temporaryFolder(t), 'db.sqlite3')
  const database = new DatabaseSync(path)
  database.exec('PRAGMA synchronous = OFF; BEGIN')
  // Its own table is made by the first AUTOINCREMENT.
  database.exec(schema.replaceAll(/^CREATE TABLE sqlite_sequence.*$/gm, ''))
  database.exec(`${more}; COMMIT`)
  database.close()
  return `sqlite:${path}`
}

const addUser = (id: number | bigint, name: string, password = 'pbkdf2_sha256$1000$salt$aGFzaA==') =>
  `INSERT INTO auth_user (id, password, is_superuser, username, last_name, email, is_staff, is_active, date_joined, first_name)
   VALUES (${id}, '${password}', 0, '${name}', '', '${name}@example.com', 0, 1, '2026-01-01 00:00:00', '');`

const field = (name: string, rest: Partial<DjangoSettings['fields'][number]> = {}) => ({
  ...{
    name,
    column: name,
    table: 'auth_user',
    class: 'CharField',
    null: false,
    max_length: null,
    pk: false,
    related: null,
  },
  ...rest,
})

const members = ['password', 'last_login', 'is_superuser', 'username', 'first_name', 'last_name', 'email', 'is_staff']
const settings: DjangoSettings = {
  latchkey: 1,
  django: '4.2',
  simplejwt: '5.3.1',
  allauth: null,
  engine: 'django.db.backends.sqlite3',
  user_model: 'auth.User',
  user_table: 'auth_user',
  username_field: 'username',
  fields: [
    field('id', { pk: true, class: 'AutoField' }),
    ...[...members, 'is_active', 'date_joined'].map(name => field(name)),
  ],
  many_to_many: [
    { name: 'groups', table: 'auth_user_groups', column: 'user_id', to: 'auth_group' },
    { name: 'user_permissions', table: 'auth_user_user_permissions', column: 'user_id', to: 'auth_permission' },
  ],
  time_zone: 'UTC',
  use_tz: true,
  installed_apps: ['rest_framework_simplejwt.token_blacklist'],
  authentication_backends: ['django.contrib.auth.backends.ModelBackend'],
  password_hashers: ['django.contrib.auth.hashers.PBKDF2PasswordHasher'],
  hashers: ['pbkdf2_sha256'],
  hasher: {
    algorithm: 'pbkdf2_sha256',
    iterations: 600_000,
    rounds: null,
    time_cost: null,
    memory_cost: null,
    parallelism: null,
    work_factor: null,
  },
  simple_jwt: { ROTATE_REFRESH_TOKENS: true, BLACKLIST_AFTER_ROTATION: true, ACCESS_TOKEN_LIFETIME: { seconds: 90 } },
  signing_key: { bytes: 60, distinct: 30, insecure: false, own: true },
  account: {},
  password_validators: [],
}

interface Asked {
  readonly settings?: DjangoSettings | undefined
  readonly map?: MapOptions
  readonly case?: 'exact' | 'fold'
  readonly isInactiveSaid?: boolean
}

async function check(t: Pick<TestContext, 'after'>, rows: string, asked: Asked = {}): Promise<readonly CheckFinding[]> {
  const django = await openDjango(makeDatabase(t, rows), {
    folder: '/',
    settings: asked.settings,
    map: asked.map ?? {},
  })
  t.after(() => django.close())
  const canVerify = (stored: string) => /^(pbkdf2_sha256|md5)\$/.test(stored)
  const choices = { case: asked.case }
  const given = {
    settings: asked.settings,
    choices,
    isInactiveSaid: asked.isInactiveSaid === true,
    canVerify,
    now: 1_800_000_000,
  }
  return (await checkDjango(django.context, given)).findings
}

function levelOf(findings: readonly CheckFinding[], id: string): string | undefined {
  return findings.find(finding => finding.id === id)?.level
}

function whatOf(findings: readonly CheckFinding[], id: string): string {
  const found = findings.find(finding => finding.id === id)
  return `${found?.what} ${found?.fix}`
}

const withJwt = (simple_jwt: Record<string, unknown>) => ({
  ...settings,
  simple_jwt: { ...settings.simple_jwt, ...simple_jwt },
})

test('a plain project has nothing in the way, and nothing is unknown with its settings', async t => {
  const findings = await check(t, addUser(1, 'ann'), { settings })
  assert.deepEqual(
    findings.filter(({ level }) => level === 'blocker' || level === 'unknown' || level === 'missing'),
    [],
  )
  assert.match(whatOf(findings, 'hasher'), /pbkdf2Iterations 600000/)
})

test('without settings the check says how to get them', async t => {
  const findings = await check(t, addUser(1, 'ann'))
  assert.match(whatOf(findings, 'settings'), /--print-settings-command/)
  assert.equal(levelOf(findings, 'time_zone'), 'unknown')
})

test('hazard k: names that meet stand in the way with their ids, until one is renamed or they are kept apart', async t => {
  const rows = addUser(1, 'jos\u00e9') + addUser(2, 'jose\u0301') + addUser(3, 'Ann') + addUser(4, 'ann')
  const folding = { ...settings, authentication_backends: ['allauth.account.auth_backends.AuthenticationBackend'] }
  const both = await check(t, rows, { settings: folding })
  assert.equal(levelOf(both, 'login_twins'), 'blocker')
  assert.match(whatOf(both, 'login_twins'), /\(1, 2\), \(3, 4\).*--rename 2=NAME/)
  const renamed = new Map([
    ['2', 'jose-2'],
    ['4', 'ann-4'],
  ])
  assert.equal(levelOf(await check(t, rows, { settings: folding, map: { renamed } }), 'login_twins'), undefined)
  const apart = await check(t, rows, { settings: folding, case: 'exact' })
  assert.equal(levelOf(apart, 'login_twins'), undefined)
  assert.match(whatOf(apart, 'login_lookalikes'), /\(1, 2\)/)
  // Django's own backend compares letter for letter.
  assert.equal(levelOf(await check(t, rows, { settings }), 'login_twins'), undefined)
})

test('hazard m: an id above 2^53 stands in the way, and so does the counter that it left', async t => {
  const rows = addUser(9_007_199_254_740_993n, 'big') + addUser(1, 'ann')
  const found = await check(t, rows, { settings })
  assert.match(whatOf(found, 'user_ids_too_large'), /9007199254740993/)
  assert.equal(levelOf(found, 'user_ids_too_large'), 'blocker')
  const leftOut = new Set(['9007199254740993'])
  const left = await check(t, rows, { settings, map: { leftOut } })
  assert.equal(levelOf(left, 'user_ids_too_large'), undefined)
  assert.equal(levelOf(left, 'user_id_counter'), 'blocker')
  const mended = `${rows} UPDATE sqlite_sequence SET seq = 1 WHERE name = 'auth_user';`
  assert.equal(levelOf(await check(t, mended, { settings, map: { leftOut } }), 'user_id_counter'), 'carried')
})

test('hazard a: ids go on above what the counter gave, though the user is deleted', async t => {
  const rows = `${addUser(1, 'ann')} ${addUser(234, 'gone')} DELETE FROM auth_user WHERE id = 234;`
  assert.match(whatOf(await check(t, rows, { settings }), 'user_id_counter'), /above 234/)
})

test('hazard c: without the tables of spent tokens, the line that makes them is named', async t => {
  const rows = `${addUser(1, 'ann')} DROP TABLE token_blacklist_blacklistedtoken; DROP TABLE token_blacklist_outstandingtoken;`
  const without = { ...settings, installed_apps: [] }
  const findings = await check(t, rows, { settings: without })
  assert.equal(levelOf(findings, 'token_blacklist'), 'missing')
  assert.match(whatOf(findings, 'token_blacklist'), /INSTALLED_APPS.*migrate token_blacklist/)
})

test('hazard e: rotation without a blacklist is told, as the bridge cannot follow it', async t => {
  const findings = await check(t, addUser(1, 'ann'), { settings: withJwt({ BLACKLIST_AFTER_ROTATION: false }) })
  assert.equal(levelOf(findings, 'blacklist_after_rotation'), 'warning')
})

test('hazard g: with CHECK_REVOKE_TOKEN the hasher stays, and one that makes no hashes here stands in the way', async t => {
  const on = withJwt({ CHECK_REVOKE_TOKEN: true })
  assert.equal(levelOf(await check(t, addUser(1, 'ann'), { settings: on }), 'check_revoke_token'), 'warning')
  const md5 = { ...on, hasher: { ...on.hasher, algorithm: 'md5' } }
  assert.equal(levelOf(await check(t, addUser(1, 'ann'), { settings: md5 }), 'check_revoke_token'), 'blocker')
})

test('hazard i: hashers whose packages are not installed there are not written back', async t => {
  const django = await openDjango(makeDatabase(t, ''), { folder: '/', settings })
  t.after(() => django.close())
  const logins = { accounts: 'username', emailCase: 'django', usernameForm: 'exact', usernameCase: 'exact' } as const
  const text = configText({ project: django.project, settings, logins, providers: [] })
  assert.match(text, /djangoHashers: \['pbkdf2_sha256'\]/)
  assert.match(text, /ACCESS_TOKEN_LIFETIME: '90s'/)
})

test('hazard j: a weak key is a warning with the way out', async t => {
  const weak = { ...settings, signing_key: { bytes: 67, distinct: 40, insecure: true, own: false } }
  const findings = await check(t, addUser(1, 'ann'), { settings: weak })
  assert.equal(levelOf(findings, 'weak_signing_key'), 'warning')
  assert.match(whatOf(findings, 'weak_signing_key'), /django-insecure-.*while-adopting/)
})

test('hazard l: USER_ID_FIELD is carried where it is the id or the login, and stands in the way elsewhere', async t => {
  const of = async (name: string) =>
    levelOf(await check(t, addUser(1, 'ann'), { settings: withJwt({ USER_ID_FIELD: name }) }), 'user_id_field')
  assert.deepEqual(await Promise.all(['id', 'pk', 'username', 'uuid'].map(of)), [
    undefined,
    undefined,
    'carried',
    'blocker',
  ])
})

test('hazard n: rows that expire hours beside their tokens betray USE_TZ=False', async t => {
  const exp = 1_800_003_600
  const token = `x.${Buffer.from(JSON.stringify({ token_type: 'refresh', exp })).toString('base64url')}.x`
  const row = (at: string) =>
    `${addUser(1, 'ann')} INSERT INTO token_blacklist_outstandingtoken (token, expires_at, jti) VALUES ('${token}', '${at}', 'a');`
  const iso = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')
  assert.equal(levelOf(await check(t, row(iso(exp - 3600)), { settings }), 'time_zone'), 'blocker')
  assert.equal(levelOf(await check(t, row(iso(exp)), { settings }), 'time_zone'), undefined)
})

test('hazard p: a soft deletion stands in the way until an operator says what it means', async t => {
  const rows = `ALTER TABLE auth_user ADD COLUMN deleted_at datetime; ${addUser(1, 'ann')} UPDATE auth_user SET deleted_at = '2026-01-01 00:00:00';`
  assert.equal(levelOf(await check(t, rows, { settings }), 'soft_deletion'), 'blocker')
  const said = { settings, map: { inactiveWhen: ['deleted_at'] }, isInactiveSaid: true }
  assert.equal(levelOf(await check(t, rows, said), 'soft_deletion'), 'carried')
  const none = { settings, map: { inactiveWhen: [] }, isInactiveSaid: true }
  assert.equal(levelOf(await check(t, rows, none), 'soft_deletion'), undefined)
})

test('hashes that match no password are counted by their form, with ids', async t => {
  const rows = addUser(1, 'ann') + addUser(2, 'bob', '!x') + addUser(3, 'carl', 'custom$1$2') + addUser(4, 'dora', '')
  const findings = await check(t, rows, { settings })
  assert.match(whatOf(findings, 'password_hashes'), /pbkdf2_sha256 1; 1 account without/)
  assert.match(
    whatOf(findings, 'password_hashes_foreign'),
    /2 stored hashes.*custom 1 \(ids 3\), \(empty\) 1 \(ids 4\)/,
  )
})

test('what an operator says wrongly is refused with what to write', async t => {
  const url = makeDatabase(t, '')
  const wrong: readonly MapOptions[] = [
    { columns: { email: 'nothing' } },
    { columns: { nickname: 'username' } },
    { userTable: 'nothing' },
    { inactiveWhen: ['nothing'] },
    { fields: [{ name: 'x', column: 'nothing' }] },
    { timeZone: 'Mars/Olympus' },
  ]
  for (const map of wrong) await assert.rejects(openDjango(url, { folder: '/', map }), DjangoMapError)
})
