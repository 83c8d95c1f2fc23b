/** The databases and the server that the tests of moving in from Django stand on. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { serveShop } from '../../src/testing/django-server.ts'
import { makeShop, manageShop, shopEngines, whyNoDjangoShop } from '../../src/testing/django-shop.ts'

const skip = await whyNoDjangoShop()

for (const engine of shopEngines) {
  test(`a living Django on ${engine} serves the tokens of its database`, { skip }, async t => {
    const shop = await makeShop({ kind: 'auth', engine })
    t.after(shop.drop)
    const django = await serveShop(shop)
    t.after(django.kill)
    const me = (name: string) =>
      fetch(`${django.base}/api/me/`, { headers: { Authorization: `Bearer ${shop.facts.tokens[name]?.token}` } })
    const staff = await me('access_staff')
    assert.equal(staff.status, 200)
    const { name } = (await staff.json()) as { readonly name: string }
    assert.equal(name, 'staff')
    assert.equal((await me('access_deleted_user')).status, 401)
    await django.stop()
    await assert.rejects(me('access_staff'))
  })
}

test('manage.py runs on a shop, and a second shop is another database', { skip }, async t => {
  const [one, two] = await Promise.all([1, 2].map(() => makeShop({ kind: 'email', engine: 'sqlite' })))
  for (const shop of [one, two]) if (shop !== undefined) t.after(shop.drop)
  assert.ok(one !== undefined && two !== undefined && one.url !== two.url)
  const count = 'from django.contrib.auth import get_user_model as u; print(u().objects.count())'
  assert.equal(Number(await manageShop(one, 'shell', '-c', count)), one.facts.facts.users)
})
