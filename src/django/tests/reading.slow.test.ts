/** Three user models on three engines: what is read is what Django itself says. */
import assert from 'node:assert/strict'
import test from 'node:test'
import type { AdoptedUser } from '../../features/adoption/adopted-user.ts'
import { makeShop, manageShop, type Shop, shopEngines, shopKinds, whyNoDjangoShop } from '../../testing/django-shop.ts'
import { readDjangoSettings } from '../django-settings.ts'
import { type OpenedDjango, openDjango } from '../open-django.ts'
import { settingsCommand } from '../settings-command.ts'

const skip = await whyNoDjangoShop()
const folder = process.cwd()

/** All accounts as Django's ORM has them, in our words. */
const question = `
import json
from django.contrib.auth import get_user_model
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
import datetime as dt
U = get_user_model()
def when(v):
    if v is None: return None
    v = v.astimezone(dt.timezone.utc)
    return v.strftime("%Y-%m-%dT%H:%M:%S").rjust(20, "0")[1:] + (".%06d" % v.microsecond if v.microsecond else "") + "Z"
rows = []
for u in getattr(U, "everybody", U._default_manager).order_by("pk"):
    social = {}
    for a in SocialAccount.objects.filter(user=u).order_by("id"):
        social.setdefault(a.provider, {"provider": a.provider, "subject": a.uid, "email": a.extra_data.get("email", "")})
    rows.append({"id": str(u.pk), "username": getattr(u, "username", ""), "email": u.email, "firstName": u.first_name, "lastName": u.last_name,
        "emailVerified": EmailAddress.objects.filter(user=u, verified=True, email__iexact=u.email).exists(),
        "isActive": u.is_active, "isStaff": u.is_staff, "isSuperuser": u.is_superuser, "dateJoined": when(u.date_joined), "lastLogin": when(u.last_login),
        "password": u.password, "groups": sorted(g.name for g in u.groups.all()),
        "permissions": sorted(p.content_type.app_label + "." + p.codename for p in u.user_permissions.all()),
        "socialAccounts": [social[k] for k in sorted(social)],
        "fields": {k: getattr(u, k) for k in ("phone_number", "is_premium") if hasattr(u, k)} | {k: str(getattr(u, k)) if getattr(u, k) else None for k in ("date_of_birth",) if hasattr(u, k)}})
print(json.dumps(rows))`

/** What Django says, as far as the reader can be compared with it. */
type Said = Omit<AdoptedUser, 'id' | 'password'> & { readonly id: string; readonly password: string }

function ofReader({ id, password, ...user }: AdoptedUser): Said {
  return { id: String(id), ...user, password: password.reveal() }
}

/** One on SQLite makes all later ones so. */
function isTooLarge(id: string): boolean {
  return /^\d+$/.test(id) && !Number.isSafeInteger(Number(id))
}

async function openShop(shop: Shop): Promise<OpenedDjango> {
  const leftOut = Object.values(shop.facts.accounts).map(({ id }) => id)
  return openDjango(shop.url, { folder, map: { leftOut: new Set(leftOut.filter(isTooLarge)) } })
}

function byCode(texts: readonly string[]): string[] {
  return texts.toSorted()
}

for (const engine of shopEngines) {
  for (const kind of shopKinds) {
    test(`${kind} on ${engine}: every account is read as Django has it`, { skip }, async t => {
      const shop = await makeShop({ kind, engine })
      const django = await openShop(shop)
      t.after(async () => {
        await django.close()
        await shop.drop()
      })
      const said = (JSON.parse(await manageShop(shop, 'shell', '-c', question)) as Said[]).filter(
        ({ id }) => !isTooLarge(id),
      )
      const read = await django.snapshot(async reader => {
        const users: AdoptedUser[] = []
        for (let after: AdoptedUser['id'] | undefined; ; ) {
          const page = await reader.usersAfter(after, 7)
          users.push(...page)
          if (page.length < 7) break
          after = page.at(-1)?.id
        }
        return {
          users,
          count: await reader.countUsers(),
          groups: await reader.groups(),
          digests: await reader.digests(),
        }
      })
      assert.equal(read.count, said.length)
      const sorted = (users: readonly Said[]) => users.toSorted((one, other) => (one.id < other.id ? -1 : 1))
      for (const [index, user] of sorted(read.users.map(ofReader)).entries()) {
        const django = sorted(said)[index]
        assert.ok(django !== undefined)
        assert.deepEqual(user, { ...django, groups: byCode(django.groups), permissions: byCode(django.permissions) })
      }
      assert.deepEqual(
        read.groups.map(({ name }) => name),
        ['editors', 'Éditeurs & co.'],
      )
      assert.ok(read.groups[0]?.permissions.includes('orders.refund_order'))
      // Buckets hold all users, and each user is in one.
      const inBuckets = await django.snapshot(async reader => {
        const found: AdoptedUser[] = []
        for (const bucket of await reader.digests()) found.push(...(await reader.usersIn(bucket)))
        return found
      })
      assert.deepEqual(inBuckets.map(({ id }) => id).toSorted(), read.users.map(({ id }) => id).toSorted())
      assert.deepEqual(await django.snapshot(reader => reader.digests()), read.digests)
    })
  }
}

test('the line for manage.py prints what the mapping needs, and the mapping it gives is kept', { skip }, async t => {
  const [, script = ''] = /shell -c '([\s\S]*)' > /.exec(settingsCommand) ?? []
  for (const kind of shopKinds) {
    const shop = await makeShop({ kind, engine: 'sqlite' })
    t.after(shop.drop)
    const printed = await manageShop(shop, 'shell', '-c', script)
    assert.doesNotMatch(printed, /shared-signing-key|django-secret-key/)
    const settings = readDjangoSettings(`42 objects imported automatically\n${printed}`)
    const exact = await openDjango(shop.url, { folder, settings })
    const guessed = await openDjango(shop.url, { folder })
    const kept = await openDjango(shop.url, { folder, mapping: exact.mapping })
    const { guessed: guesses, ...users } = exact.project.users
    assert.deepEqual(guesses, [])
    const { guessed: _, ...others } = guessed.project.users
    assert.deepEqual(others, users)
    const { guessed: __, notCarried: ___, ...again } = kept.project.users
    const { notCarried: ____, ...wanted } = users
    assert.deepEqual(again, wanted)
    assert.deepEqual(
      guessed.project.users.guessed,
      {
        auth: ['people log in with username'],
        email: [],
        uuid: ['email is mail_addr', 'people log in with username'],
      }[kind],
    )
    for (const opened of [exact, guessed, kept]) await opened.close()
  }
})
