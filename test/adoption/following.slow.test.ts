/** A follower beside a living Django: what its ORM changes is here within seconds, and sessions end where they have to. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { MapOptions } from '../../src/django/map-options.ts'
import { copyFromDjango } from '../../src/features/adoption/flows/copy-from-django.ts'
import { followRound } from '../../src/features/adoption/flows/follow-round.ts'
import { type Verified, verifyAdoption } from '../../src/features/adoption/flows/verify-adoption.ts'
import { manageShop, whyNoDjangoShop } from '../../src/testing/django-shop.ts'
import { type Adopting, type AdoptingOptions, setUpAdoption } from './adopting.ts'

const skip = await whyNoDjangoShop()

const changes = `
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
U = get_user_model()
def by(name): return U.objects.get(username=name)
u = by("hash_pbkdf2_sha256"); u.set_password("another-password"); u.save()
U.objects.filter(username="hash_argon2").update(is_active=False)
by("blank").delete()
u = by("hash_bcrypt"); u.username = "renamed"; u.save()
a, b = by("user1"), by("user2"); a.username = "between"; a.save(); b.username = "user1"; b.save(); a.username = "user2"; a.save()
editors = Group.objects.get(name="editors"); editors.name = "redaktion"; editors.save()
editors.permissions.add(Permission.objects.get(codename="view_order"))
by("user5").groups.add(editors)
by("root").user_permissions.add(Permission.objects.get(codename="add_note"))
by("hash_md5").save()
U.objects.create_user("newcomer", "newcomer@example.com", "newcomers-password")`

for (const [engine, into] of [
  ['postgres', 'sqlite'],
  ['mysql', 'postgres'],
] as const) {
  test(`what changes at Django on ${engine} comes over into ${into}, and ends the sessions that it has to end`, {
    skip,
  }, async t => {
    const adopting = await setUpAdoption(t, { kind: 'auth', engine, into })
    const follower = adopting.start('adopt', 'django', '--follow', '--json', '--username-case', 'exact')
    await follower.until('"lag_ms"')
    const latchkey = await adopting.serve()
    const { accounts } = adopting.shop.facts
    const logIn = async (name: string, password = accounts[name]?.password) =>
      latchkey.request('POST', '/api/token/', { json: { username: accounts[name]?.login ?? name, password } })
    const refresh = (token: string) => latchkey.request('POST', '/api/token/refresh/', { json: { refresh: token } })
    const names = ['hash_pbkdf2_sha256', 'hash_argon2', 'hash_bcrypt', 'long_password', 'staff', 'root', 'hash_md5']
    const sessions = new Map<string, string>()
    for (const name of names) sessions.set(name, (await logIn(name)).json.refresh)
    await manageShop(adopting.shop, 'shell', '-c', changes)
    const changed = Date.now()
    await follower.until('"created":1')
    assert.ok(Date.now() - changed < 5000)
    follower.process.kill('SIGTERM')
    const { code, stdout } = await follower.ended
    assert.equal(code, 0, stdout)
    assert.match(stdout, /"result":"stopped"/)
    await hasBothSame(adopting)
    const ended = new Set<string>()
    for (const [name, token] of sessions) if ((await refresh(token)).status === 401) ended.add(name)
    assert.deepEqual([...ended], ['hash_pbkdf2_sha256', 'hash_argon2'])
    assert.equal((await logIn('hash_pbkdf2_sha256')).status, 401)
    assert.equal((await logIn('hash_pbkdf2_sha256', 'another-password')).status, 200)
    assert.equal((await logIn('hash_argon2')).status, 401)
    assert.equal((await logIn('blank', 'spaces around')).status, 401)
    assert.equal((await logIn('newcomer', 'newcomers-password')).status, 200)
    const { json } = await latchkey.request('POST', '/api/token/', {
      json: { username: 'user1', password: 'bulk-password-1' },
    })
    const { json: profile } = await latchkey.request('GET', '/api/auth/profile/', { token: json.access })
    assert.equal(profile.email, 'user2@example.com')
  })
}

test('a soft deletion, a changed field and an address of allauth come over', { skip }, async t => {
  const { adopting, again, map } = await copied(t, { kind: 'uuid', engine: 'sqlite' }, { inactiveWhen: ['deleted_at'] })
  const script = `
from django.contrib.auth import get_user_model
from django.utils import timezone
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
U = get_user_model()
U.everybody.filter(username="user3").update(phone_number="+49 1", is_premium=True, date_of_birth=None)
u = U.objects.get(username="user4")
EmailAddress.objects.create(user=u, email=u.email, verified=True, primary=True)
SocialAccount.objects.create(user=u, provider="google", uid="77", extra_data={})
U.objects.filter(username="user6").update(deleted_at=timezone.now())`
  await manageShop(adopting.shop, 'shell', '-c', script)
  assert.equal((await again()).changed, 3)
  await hasBothSame(adopting, map)
  const gone = await adopting.store.users.findByLogin('user6')
  assert.equal(gone?.isActive, false)
  assert.equal((await again()).changed, 0)
})

test('ids go on above every id that Django ever gave, also those of deleted users', { skip }, async t => {
  const { adopting, again } = await copied(t, { kind: 'auth', engine: 'mysql' })
  const script = `
from django.contrib.auth import get_user_model
U = get_user_model()
for n in range(5):
    u = U.objects.create_user("passing%d" % n); last = u.pk; u.delete()
print(last)`
  const last = Number((await manageShop(adopting.shop, 'shell', '-c', script)).trim())
  await again()
  const state = await adopting.store.adoption.state()
  assert.ok(state !== undefined)
  await adopting.store.adoption.setState('following', { ...state, phase: 'switched', worker: undefined })
  const { request } = await adopting.serve()
  const password = 'A-long-passw0rd!'
  const body = { username: 'newcomer', email: 'newcomer@example.com', password, password_confirm: password }
  assert.equal((await request('POST', '/api/auth/register/', { json: body })).status, 201)
  const newcomer = await adopting.store.users.findByLogin('newcomer')
  assert.ok(Number(newcomer?.id) > last, `${newcomer?.id} after ${last}`)
})

/** Copied, and followed by hand. */
async function copied(t: TestContext, options: AdoptingOptions, map: MapOptions = {}) {
  const adopting = await setUpAdoption(t, options)
  const parts = adopting.parts(await adopting.openDjango(map))
  const { memory } = await copyFromDjango(parts, {})
  return { adopting, again: () => followRound(parts, memory), map }
}

async function hasBothSame(adopting: Adopting, map: MapOptions = {}): Promise<Verified> {
  const latchkey = await adopting.serve()
  const verified = await verifyAdoption(adopting.parts(await adopting.openDjango(map)), latchkey.system)
  assert.ok(verified.isSame, JSON.stringify(verified.differences))
  return verified
}
