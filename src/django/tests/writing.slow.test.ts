/** What is written into Django's database, as the real Django reads it: three engines, three models of users. */
import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import type { WrittenUser } from '../../features/adoption/django-database.ts'
import { parseInstant } from '../../kernel/instant.ts'
import { Secret } from '../../kernel/secret.ts'
import type { UserId } from '../../kernel/user-id.ts'
import { forgetLargeIds } from '../../testing/django-file.ts'
import {
  makeShop,
  manageShop,
  type Shop,
  type ShopKind,
  shopEngines,
  whyNoDjangoShop,
} from '../../testing/django-shop.ts'
import { type OpenedDjango, openDjango } from '../open-django.ts'

const skip = await whyNoDjangoShop()
const folder = process.cwd()

async function openShop(t: TestContext, kind: ShopKind, engine: (typeof shopEngines)[number], env = {}, map = {}) {
  const shop = await makeShop({ kind, engine, env })
  const django = await openDjango(shop.url, { folder, map })
  t.after(async () => {
    await django.close()
    await shop.drop()
  })
  if (engine === 'sqlite' && kind !== 'uuid') forgetLargeIds(shop.url, django.project.users.table.name)
  return { shop, django }
}

/** What Python prints as JSON, in Django's shell. */
async function askDjango(shop: Shop, code: string): Promise<unknown> {
  const all = `import json\nfrom django.contrib.auth import get_user_model, authenticate\nU = get_user_model()\n${code}`
  const printed = await manageShop(shop, 'shell', '-c', all)
  return JSON.parse(printed.trim().split('\n').at(-1) ?? '')
}

function aUser(kind: ShopKind, id: UserId, more: Partial<WrittenUser> = {}): WrittenUser {
  return {
    id,
    username: kind === 'email' ? '' : 'new-here',
    email: 'new-here@example.com',
    firstName: 'Né',
    lastName: "O'Hara",
    isActive: true,
    isStaff: true,
    isSuperuser: false,
    dateJoined: parseInstant('2026-07-15T10:00:00.123456Z'),
    lastLogin: null,
    password: new Secret('argon2$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g'),
    fields: {},
    takesHash: false,
    ...more,
  }
}

const uuid = '0b1f8a52-6d0e-4c41-9a44-0c5b7e1f2a3b'
const exp = 1_900_000_000

for (const engine of shopEngines) {
  test(`hazard f: ${engine}: spent tokens are refused by Django, however often and by how many nodes`, {
    skip,
  }, async t => {
    const { shop, django } = await openShop(t, 'auth', engine)
    const other = await openDjango(shop.url, { folder })
    t.after(() => other.close())
    const { token } = shop.facts.tokens.refresh_live ?? assert.fail()
    const {
      jti,
      exp: expires,
      user_id: user,
    } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    const unknown = Array.from({ length: 300 }, (_, index) => ({ jti: `unknown-${index}`, exp }))
    const tokens = [{ jti, exp: expires }, ...unknown, { jti: 'x'.repeat(300), exp }, { jti: 'far', exp: 1e15 }]
    const nodes = [django, other, django]
    await Promise.all(nodes.map((node, index) => node.spend(index === 1 ? tokens.toReversed() : tokens)))
    await django.spend(tokens)
    assert.equal((await django.spentAmong(tokens.map(each => each.jti))).size, 302)
    const answers = await askDjango(
      shop,
      `
from rest_framework_simplejwt.tokens import RefreshToken
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
try:
    RefreshToken(${JSON.stringify(token)}); said = "taken"
except Exception as error:
    said = str(error)
from django.core.management import call_command
call_command("flushexpiredtokens")
t = OutstandingToken.objects.get(jti="unknown-7")
print(json.dumps([said, t.token, int(t.expires_at.timestamp()), t.user_id, BlacklistedToken.objects.filter(token__jti__startswith="unknown").count()]))`,
    )
    assert.deepEqual(answers, ['Token is blacklisted', '', exp, null, 300])
    // What Django lists of a user, up to a moment.
    const before = await countSpent(django, shop)
    await django.spendTokensOf(user, 0)
    assert.equal(await countSpent(django, shop), before)
    await django.spendTokensOf(user, Date.now() + 5000)
    assert.ok((await countSpent(django, shop)) >= before)
  })

  for (const kind of ['auth', 'email', 'uuid'] as const) {
    test(`hazards b, h, i: ${engine}, ${kind}: users are written by id and column, and Django goes on above them`, {
      skip,
    }, async t => {
      const { shop, django } = await openShop(t, kind, engine)
      const reserved = await Promise.all([django.reserveUserId(), django.reserveUserId(), django.reserveUserId()])
      const id = kind === 'uuid' ? uuid : (reserved[0] ?? assert.fail())
      if (kind === 'uuid') assert.deepEqual(reserved, [undefined, undefined, undefined])
      else assert.equal(new Set(reserved).size, 3)
      await django.putUsers([aUser(kind, id)], [])
      const staff = shop.facts.accounts.staff ?? assert.fail()
      const staffId = kind === 'uuid' ? staff.id : Number(staff.id)
      const stored = await readUser(django, staffId)
      await django.putUsers([{ ...stored, takesHash: false }], [])
      const seen = await askDjango(
        shop,
        `
from django.test import Client
u = U.objects.get(pk=${JSON.stringify(id)})
made = U(email="after@example.com"${kind === 'email' ? '' : ', username="after"'}); made.set_password("pw-xxxxxxxx"); made.save()
c = Client(); c.cookies["sessionid"] = ${JSON.stringify(shop.facts.other.sessionid)}
name = c.get("/me-session/").json()["name"]
login = Client().post("/api/token/", json.dumps({"${shop.facts.login_field}": u.get_username(), "password": "x"}), content_type="application/json").status_code
print(json.dumps([u.email, u.first_name, u.last_name, u.is_staff, u.is_active, u.date_joined.isoformat(), u.last_login, u.password[:1], u.has_usable_password(), str(made.pk), name, login]))`,
      )
      const [email, first, last, isStaff, isActive, joined, lastLogin, mark, isUsable, made, name, login] =
        seen as readonly unknown[]
      assert.deepEqual(
        [email, first, last, isStaff, isActive, joined, lastLogin, mark, isUsable],
        ['new-here@example.com', 'Né', "O'Hara", true, true, '2026-07-15T10:00:00.123456+00:00', null, '!', false],
      )
      assert.deepEqual([name, login], [staff.login, 401], 'the cookie session lives, and a login answers no 500')
      if (kind !== 'uuid') assert.ok(Number(made) > Math.max(...reserved.map(Number)), `${made}`)
      // A change, a deactivation and a deletion.
      const hash = 'pbkdf2_sha256$1000$salt$c29tZXRoaW5n'
      const changed = aUser(kind, id, { lastName: '', isActive: false, takesHash: true, password: new Secret(hash) })
      await django.putUsers([changed], [staffId])
      const now = await readUser(django, id)
      assert.deepEqual([now.lastName, now.isActive, now.password.reveal()], ['', false, hash])
      assert.equal((await readUser(django, staffId)).isActive, false)
    })
  }
}

for (const engine of shopEngines) {
  test(`hazard n: ${engine}: without USE_TZ moments are local, and a spent token is known until it expires`, {
    skip,
  }, async t => {
    const env = { SHOP_TZ: '0', SHOP_TIME_ZONE: 'America/New_York' }
    const { shop, django } = await openShop(t, 'auth', engine, env, { timeZone: 'America/New_York' })
    const soon = Math.floor(Date.now() / 1000) + 3600
    const past = Math.floor(Date.now() / 1000) - 60
    await django.spend([
      { jti: 'soon', exp: soon },
      { jti: 'past', exp: past },
    ])
    const id = (await django.reserveUserId()) ?? assert.fail()
    await django.putUsers([aUser('auth', id)], [])
    const seen = await askDjango(
      shop,
      `
from django.core.management import call_command
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken
call_command("flushexpiredtokens")
print(json.dumps([sorted(OutstandingToken.objects.filter(token="").values_list("jti", flat=True)), U.objects.get(pk=${id}).date_joined.isoformat()]))`,
    )
    assert.deepEqual(seen, [['soon'], '2026-07-15T06:00:00.123456'])
    assert.equal((await readUser(django, id)).dateJoined, '2026-07-15T10:00:00.123456Z')
  })
}

async function readUser(django: OpenedDjango, id: UserId) {
  const [user] = await django.snapshot(reader => reader.usersIn({ name: 'one', from: id, to: id }))
  return user ?? assert.fail(`no user ${id}`)
}

async function countSpent(django: OpenedDjango, shop: Shop): Promise<number> {
  const jtis = Object.values(shop.facts.tokens).map(({ token }) => {
    return String(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).jti)
  })
  return (await django.spentAmong(jtis)).size
}
