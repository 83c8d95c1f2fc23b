/** Three user models on three engines: after the copy both sides are the same, and every token and password has Django's answer. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { copyFromDjango } from '../../src/features/adoption/flows/copy-from-django.ts'
import { verifyAdoption } from '../../src/features/adoption/flows/verify-adoption.ts'
import { type ShopFacts, shopEngines, shopKinds, whyNoDjangoShop } from '../../src/testing/django-shop.ts'
import type { TestClient } from '../../src/testing/test-client.ts'
import { type AdoptingOptions, setUpAdoption } from './adopting.ts'

const skip = await whyNoDjangoShop()

for (const engine of shopEngines) {
  for (const kind of shopKinds) {
    const intos = engine === 'postgres' ? (['sqlite', 'postgres'] as const) : (['sqlite'] as const)
    for (const into of intos) {
      test(
        `${kind} on ${engine} into ${into}: every token and password has the answer that Django gives`,
        { skip },
        t => isAsAtDjango(t, { kind, engine, into }),
      )
    }
  }
}

async function isAsAtDjango(t: TestContext, options: AdoptingOptions): Promise<void> {
  const adopting = await setUpAdoption(t, options)
  const parts = adopting.parts(await adopting.openDjango())
  const copied = await copyFromDjango(parts, {})
  assert.deepEqual(copied.refused, [])
  assert.equal((await copyFromDjango(parts, {})).kind, 'already')
  const latchkey = await adopting.serve()
  const verified = await verifyAdoption(parts, latchkey.system)
  assert.ok(verified.isSame, JSON.stringify(verified))
  assert.equal(verified.digests.latchkey, verified.digests.django)
  assert.deepEqual(verified.buckets.different, [])
  const { facts } = adopting.shop
  assert.equal(verified.users.latchkey, facts.facts.users)
  assert.ok(verified.spentTokens.checked > 0)
  await hasDjangosTokens(latchkey, facts)
  await hasDjangosPasswords(latchkey, facts)
}

async function hasDjangosTokens({ request }: TestClient, facts: ShopFacts): Promise<void> {
  for (const [name, { token, what, django_me, django_verify }] of Object.entries(facts.tokens)) {
    const verified = await request('POST', '/api/token/verify/', { json: { token } })
    assert.deepEqual([name, verified.status], [name, django_verify[0]])
    if (django_me !== undefined) {
      const me = await request('GET', '/api/auth/profile/', { token })
      assert.deepEqual([name, me.status], [name, django_me[0]])
    }
    if (what.startsWith('refresh')) {
      const { status } = await request('POST', '/api/token/refresh/', { json: { refresh: token } })
      assert.deepEqual([name, status], [name, refreshes[name]])
    }
    if (what === 'sliding') {
      const { status } = await request('POST', '/api/sliding/token/refresh/', { json: { token } })
      assert.deepEqual([name, status], [name, name === 'sliding_blacklisted' ? 401 : 200])
    }
  }
}

/** Spent by a rotation, logged out, or of an account that is gone: 401. */
const refreshes: Readonly<Record<string, number>> = {
  refresh_live: 200,
  refresh_spent: 401,
  refresh_rotated_once: 401,
  refresh_rotated_twice: 200,
  refresh_logged_out: 401,
  refresh_staff: 200,
  refresh_root: 200,
  refresh_deactivated: 401,
  refresh_deleted_user: 401,
  refresh_md5: 200,
  refresh_with_claims: 200,
}

async function hasDjangosPasswords({ request }: TestClient, facts: ShopFacts): Promise<void> {
  let count = 0
  for (const [key, { login, password, active, deleted }] of Object.entries(facts.accounts)) {
    const logIn = (typed: string) =>
      request('POST', '/api/token/', { json: { [facts.login_field]: login, password: typed } })
    // SimpleJWT's serializer takes the spaces around a password away.
    const isOpen = password !== null && password === password.trim() && active && deleted !== true
    assert.deepEqual([key, (await logIn(password ?? 'irrelevant')).status], [key, isOpen ? 200 : 401])
    if (!isOpen) continue
    count += 1
    assert.equal((await logIn(`${password}x`)).status, 401)
  }
  assert.ok(count > 10)
}
