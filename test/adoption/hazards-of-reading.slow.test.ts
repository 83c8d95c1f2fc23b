/** What breaks when a living Django is read carelessly, each with the right answer. Letters: those of the hazards in the tests beside it. */
import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import type { SqlValue } from '../../src/django/driver.ts'
import type { MapOptions } from '../../src/django/map-options.ts'
import { type OpenedDjango, openDjango } from '../../src/django/open-django.ts'
import type { AdoptedUser, SpentToken } from '../../src/features/adoption/adopted-user.ts'
import { DjangoSchemaError } from '../../src/features/adoption/django-database.ts'
import {
  makeShop,
  manageShop,
  type Shop,
  type ShopEngine,
  type ShopKind,
  shopEngines,
  whyNoDjangoShop,
} from '../../src/testing/django-shop.ts'

const skip = await whyNoDjangoShop()

interface Opened {
  readonly shop: Shop
  readonly django: OpenedDjango
  /** Changes the database as Django or an admin would. */
  run(sql: string, ...values: SqlValue[]): Promise<unknown>
}

interface Wanted {
  readonly map?: MapOptions
  readonly env?: Readonly<Record<string, string>>
}

async function open(
  t: TestContext,
  kind: ShopKind,
  engine: ShopEngine,
  { map = {}, env = {} }: Wanted = {},
): Promise<Opened> {
  const shop = await makeShop({ kind, engine, env })
  const large = Object.values(shop.facts.accounts).flatMap(({ id }) =>
    Number(id) > Number.MAX_SAFE_INTEGER ? [id] : [],
  )
  const django = await openDjango(shop.url, { folder: '/', map: { leftOut: new Set(large), ...map } })
  t.after(async () => {
    await django.close()
    await shop.drop()
  })
  const { driver } = django.context
  return { shop, django, run: (sql, ...values) => driver.transaction(connection => connection.run(sql, values)) }
}

function claimsOf(token: string | undefined): {
  readonly jti: string
  readonly exp: number
  readonly refresh_exp?: number
} {
  return JSON.parse(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString())
}

async function readAll(django: OpenedDjango): Promise<readonly AdoptedUser[]> {
  return django.snapshot(reader => reader.usersAfter(undefined, 10_000))
}

async function spentOf(django: OpenedDjango): Promise<readonly SpentToken[]> {
  const found: SpentToken[] = []
  await django.snapshot(async reader => {
    for (let after: string | undefined; ; ) {
      const page = await reader.spentTokens(after, 2, Math.floor(Date.now() / 1000))
      found.push(...page.tokens)
      if (!page.hasMore) return
      after = page.place
    }
  })
  return found
}

for (const engine of shopEngines) {
  test(`hazard c: what is spent at Django is spent here until the token itself expires, on ${engine}`, {
    skip,
  }, async t => {
    const { shop, django, run } = await open(t, 'auth', engine)
    const { tokens } = shop.facts
    const spent = new Map((await spentOf(django)).map(({ jti, exp }) => [jti, exp]))
    for (const name of ['refresh_spent', 'refresh_rotated_once', 'refresh_logged_out', 'sliding_blacklisted']) {
      const { jti, exp, refresh_exp: renewal = 0 } = claimsOf(tokens[name]?.token)
      assert.equal(spent.get(jti), Math.max(exp, renewal), name)
      assert.deepEqual(await django.spentAmong([jti, 'other']), new Set([jti]))
    }
    const living = ['refresh_live', 'refresh_staff', 'refresh_rotated_twice'].map(
      name => claimsOf(tokens[name]?.token).jti,
    )
    assert.deepEqual(
      living.filter(jti => spent.has(jti)),
      [],
    )
    // hazard o: tokens that are outstanding are no sessions; they say until when Django's can come.
    const last = await django.snapshot(reader => reader.lastForeignExpiry())
    assert.ok(last !== undefined && last >= claimsOf(tokens.refresh_live?.token).exp)
    // A row without its token, as Latchkey writes them: the expiry of the row.
    const { jti, exp } = claimsOf(tokens.refresh_spent?.token)
    await run("UPDATE token_blacklist_outstandingtoken SET token = '' WHERE jti = ?", jti)
    assert.equal((await spentOf(django)).find(token => token.jti === jti)?.exp, exp)
  })

  test(`hazard n: with USE_TZ=False moments and expiries are right in the project's time zone, on ${engine}`, {
    skip,
  }, async t => {
    const { shop, django, run } = await open(t, 'auth', engine, {
      env: { SHOP_TZ: '0' },
      map: { timeZone: 'Europe/Berlin' },
    })
    const users = await readAll(django)
    const ancient = users.find(({ username }) => username === 'ancient')
    assert.equal(ancient?.dateJoined, '1969-12-31T23:00:00Z')
    const staff = users.find(({ username }) => username === 'staff')
    assert.ok(
      staff?.lastLogin && Math.abs(Date.parse(staff.lastLogin) - Date.now()) < 30 * 60_000,
      String(staff?.lastLogin),
    )
    const { jti, exp } = claimsOf(shop.facts.tokens.refresh_spent?.token)
    assert.equal((await spentOf(django)).find(token => token.jti === jti)?.exp, exp)
    await run("UPDATE token_blacklist_outstandingtoken SET token = '' WHERE jti = ?", jti)
    assert.equal((await spentOf(django)).find(token => token.jti === jti)?.exp, exp)
  })

  test(`hazard t: a digest changes with everything that an account has, and with nothing else, on ${engine}`, {
    skip,
  }, async t => {
    const { shop, django, run } = await open(t, 'auth', engine)
    const { quote } = django.context.driver
    const staff = shop.facts.accounts.staff?.id ?? ''
    const root = shop.facts.accounts.root?.id ?? ''
    const read = () => django.snapshot(reader => reader.digests())
    const changes: readonly (readonly [string, string, ...SqlValue[]])[] = [
      ['password', 'UPDATE auth_user SET password = ? WHERE id = ?', 'md5$a$b', staff],
      ['flag', 'UPDATE auth_user SET is_active = FALSE WHERE id = ?', staff],
      ['last login', 'UPDATE auth_user SET last_login = NULL WHERE id = ?', staff],
      ['empty and other text', 'UPDATE auth_user SET first_name = ? WHERE id = ?', 'NULL', staff],
      [
        'membership',
        'INSERT INTO auth_user_groups (user_id, group_id) SELECT ?, min(id) FROM auth_group',
        Number(root),
      ],
      ['name of a group', 'UPDATE auth_group SET name = ? WHERE name = ?', 'writers', 'editors'],
      [
        'permission',
        'DELETE FROM auth_user_user_permissions WHERE user_id = ? AND permission_id = (SELECT min(id) FROM auth_permission WHERE codename = ?)',
        staff,
        'view_note',
      ],
      ['codename', 'UPDATE auth_permission SET codename = ? WHERE codename = ?', 'touched', 'touch_gone'],
      ['social account', 'UPDATE socialaccount_socialaccount SET uid = ? WHERE user_id = ?', '77', staff],
      ['verified address', 'UPDATE account_emailaddress SET verified = FALSE WHERE user_id = ?', staff],
    ]
    let before = await read()
    for (const [what, sql, ...values] of changes) {
      const typed = values.map(value => (value === staff ? Number(staff) : value))
      await run(sql, ...typed)
      const after = await read()
      assert.notDeepEqual(after, before, what)
      before = after
    }
    await run(`UPDATE orders_note SET ${quote('text')} = ?`, 'other')
    assert.deepEqual(await read(), before)
  })

  test(`hazard q: UUIDs are read with dashes, as tokens name them, on ${engine}`, { skip }, async t => {
    const { shop, django } = await open(t, 'uuid', engine)
    const users = await readAll(django)
    const ids = new Set(users.map(({ id }) => id))
    for (const name of ['staff', 'root', 'inactive']) assert.ok(ids.has(shop.facts.accounts[name]?.id ?? ''), name)
    const half = users[Math.floor(users.length / 2)]
    const rest = await django.snapshot(reader => reader.usersAfter(half?.id, 10_000))
    assert.deepEqual(rest, users.slice(users.indexOf(half as AdoptedUser) + 1))
  })

  test(`hazard s: memberships in a table named after the model are found, on ${engine}`, { skip }, async t => {
    const { django } = await open(t, 'email', engine)
    assert.equal(django.project.groups?.userGroups?.userColumn, 'customuser_id')
    const staff = (await readAll(django)).find(({ email }) => email === 'staff@example.com')
    assert.deepEqual(staff?.groups, ['editors'])
    assert.deepEqual(staff?.permissions, ['oldapp.touch_gone', 'orders.view_note'])
  })
}

for (const engine of ['postgres', 'mysql'] as const) {
  test(`hazard a: the counter of ${engine} is read, not the highest id that is left`, { skip }, async t => {
    const { shop, django } = await open(t, 'auth', engine)
    const script =
      "from django.contrib.auth.models import User as U; u = U.objects.create_user('newest'); print(u.pk); u.delete()"
    const given = Number(await manageShop(shop, 'shell', '-c', script))
    assert.equal(await django.snapshot(reader => reader.highestUserId()), given)
    assert.ok((await readAll(django)).every(({ id }) => Number(id) < given))
  })
}

test('hazard m: an id above 2^53 is refused by its number, not rounded', { skip }, async t => {
  const { django } = await open(t, 'auth', 'sqlite', { map: { leftOut: new Set() } })
  await assert.rejects(
    readAll(django),
    (error: unknown) => error instanceof DjangoSchemaError && /9007199254740993/.test(error.message),
  )
  await assert.rejects(
    django.snapshot(reader => reader.highestUserId()),
    DjangoSchemaError,
  )
})

test('hazard p: a second account at a provider stays behind, and a soft deletion makes inactive', { skip }, async t => {
  const { shop, django, run } = await open(t, 'uuid', 'postgres', { map: { inactiveWhen: ['deleted_at'] } })
  const staff = shop.facts.accounts.staff?.id ?? ''
  await run(
    "INSERT INTO socialaccount_socialaccount (user_id, provider, uid, extra_data, last_login, date_joined) VALUES (?, 'google', '1', '{}', now(), now())",
    staff,
  )
  const users = await readAll(django)
  assert.deepEqual(users.find(({ id }) => id === staff)?.socialAccounts, [
    { provider: 'google', subject: '1078965432109876543210', email: 'staff@example.com' },
  ])
  assert.equal(users.find(({ username }) => username === 'softdeleted')?.isActive, false)
  assert.deepEqual(
    django.project.users.notCarried.map(({ column, why }) => `${column}: ${why}`),
    ['balance: a decimal number', 'preferences: JSON', 'manager_id: a foreign key to people'],
  )
})

test('hazard k: a renamed user is read with the new name, and no other', { skip }, async t => {
  const shop = await makeShop({ kind: 'auth', engine: 'postgres' })
  t.after(shop.drop)
  const nfd = shop.facts.accounts.nfd?.id ?? ''
  const django = await openDjango(shop.url, { folder: '/', map: { renamed: new Map([[nfd, 'jose-2']]) } })
  t.after(() => django.close())
  const users = await readAll(django)
  assert.equal(users.find(({ id }) => String(id) === nfd)?.username, 'jose-2')
  assert.equal(users.filter(({ username }) => username === 'jose-2').length, 1)
})
