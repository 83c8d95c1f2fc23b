/** Operators and the rows of an application: those of all users, by the permissions of the model, each change with its row. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allRights, kinds, openShop, skipOf } from './shop.ts'

const items = '/api/admin/resources/items/'
const taken = { title: ['stock item with this title already exists.'] }

for (const kind of kinds) {
  const name = `${kind.dialect}, ids ${kind.userIds}`
  const skip = await skipOf(kind)

  test(`${name}: an operator sees and changes the rows of all users, and gives them to others`, { skip }, async t => {
    const { alice, bob, ada, grant, as } = await openShop(t, kind)
    await grant(ada, ...allRights)
    const asAda = as(ada)
    const shelf = (await as(bob)('POST', '/api/shop/shelves/', { name: 'of Bob' })).json
    const made = []
    for (const [title, holder] of [
      ['pear', alice],
      ['apple', bob],
      ['plum', bob],
    ] as const) {
      const json = { title, price: '1.5', holder: holder.id, shelf: shelf.id, pin: '1234' }
      const reply = await asAda('POST', items, json)
      assert.equal(reply.status, 201, reply.text)
      made.push(reply.json)
    }
    const [pear] = made
    const { pin: _, ...shown } = pear
    assert.deepEqual(shown, {
      ...{ id: pear.id, title: 'pear', price: '1.50', state: 'new', shelf: shelf.id, shelf_name: 'of Bob' },
      ...{ made: pear.made, holder: alice.id },
    })
    assert.equal(pear.pin, undefined)
    const first = (await asAda('GET', `${items}?ordering=title`)).json
    assert.deepEqual(
      [first.count, first.previous, first.results.map(({ title }: { title: string }) => title)],
      [3, null, ['apple', 'pear']],
    )
    assert.equal((await asAda('GET', first.next.replace('http://localhost', ''))).json.results[0].title, 'plum')
    assert.equal((await asAda('GET', `${items}?search=p`)).json.count, 2)
    assert.equal((await asAda('GET', `${items}?holder=${bob.id}`)).json.count, 2)
    const moved = await asAda('PATCH', `${items}${pear.id}/`, { holder: bob.id, state: 'sold' })
    assert.deepEqual([moved.status, moved.json.holder, moved.json.state], [200, bob.id, 'sold'])
    assert.equal((await asAda('DELETE', `${items}${pear.id}/`)).status, 204)
    for (const method of ['GET', 'DELETE']) assert.equal((await asAda(method, `${items}${pear.id}/`)).status, 404)
  })

  test(`${name}: what is refused in public rows is refused here, and the owner has to be an account`, {
    skip,
  }, async t => {
    const { alice, ada, grant, as } = await openShop(t, kind)
    await grant(ada, ...allRights)
    const asAda = as(ada)
    const valid = { title: 'pear', price: '1.50', holder: alice.id }
    const { json: pear } = await asAda('POST', items, valid)
    const nobody = kind.userIds === 'uuid' ? '0192f3a4-7c1d-7e2b-9c3d-1f2e3d4c5b6a' : 999_999
    const noObject = (id: unknown) => ({ holder: [`Invalid pk "${id}" - object does not exist.`] })
    for (const [json, expected] of [
      [
        {},
        { title: ['This field is required.'], price: ['This field is required.'], holder: ['This field is required.'] },
      ],
      [{ ...valid, title: 'x', state: 'lost' }, { state: ['"lost" is not a valid choice.'] }],
      [valid, taken],
      [{ ...valid, title: 'x', holder: nobody }, noObject(nobody)],
      [{ ...valid, title: 'x', holder: 'Bob' }, noObject('Bob')],
      [{ ...valid, title: 'x', holder: [1] }, { holder: ['Incorrect type. Expected pk value, received list.'] }],
      [{ ...valid, title: 'x', holder: null }, { holder: ['This field may not be null.'] }],
    ] as const) {
      const { status, json: said } = await asAda('POST', items, json)
      assert.deepEqual([status, said], [400, expected])
    }
    const forbidden = await asAda('PATCH', `${items}${pear.id}/`, { title: 'forbidden' })
    assert.equal(forbidden.status, 400, forbidden.text)
    assert.doesNotMatch(forbidden.text, /CHECK|shop_stock_item/)
    const other = (await asAda('POST', items, { ...valid, title: 'plum' })).json
    const both = await Promise.all([pear, other].map(({ id }) => asAda('PATCH', `${items}${id}/`, { title: 'cherry' })))
    assert.deepEqual(both.map(({ status }) => status).toSorted(), [200, 400])
    assert.deepEqual(both.find(({ status }) => status === 400)?.json, taken)
    assert.equal((await asAda('GET', `${items}../`)).status, 404)
    assert.equal((await asAda('GET', `${items}none/`)).status, 404)
  })

  test(`${name}: each change leaves an event and a row with the operator, old and new, and nothing write-only`, {
    skip,
  }, async t => {
    const { auth, alice, bob, ada, grant, as, events } = await openShop(t, kind)
    await grant(ada, ...allRights, 'latchkey.view_audit')
    const asAda = as(ada)
    const { json: pear } = await asAda('POST', items, {
      title: 'pear',
      price: '1.5',
      holder: alice.id,
      pin: 'hidden-1',
    })
    const path = `${items}${pear.id}/`
    await asAda('PATCH', path, { price: '2', holder: bob.id, pin: 'hidden-2' })
    await asAda('PATCH', path, { price: '2.00' })
    await asAda('PATCH', path, {})
    await asAda('PATCH', path, { title: 'forbidden' })
    await asAda('DELETE', path)
    const { json } = await asAda('GET', `/api/admin/audit/?subject=row:shop_stock_item:${pear.id}`)
    const rows = json.results.toReversed()
    const { pin: _, shelf: __, shelf_name: ___, ...whole } = pear
    const told = Object.entries(whole)
    assert.deepEqual(
      rows.map(({ event, actor, changes }: Record<string, unknown>) => [event, actor, changes]),
      [
        [
          'resource.row_created',
          { id: ada.id, name: 'ada@example.com' },
          Object.fromEntries(told.filter(([each]) => each !== 'state').map(([each, value]) => [each, [null, value]])),
        ],
        [
          'resource.row_changed',
          { id: ada.id, name: 'ada@example.com' },
          { price: ['1.50', '2.00'], holder: [alice.id, bob.id] },
        ],
        [
          'resource.row_deleted',
          { id: ada.id, name: 'ada@example.com' },
          Object.fromEntries(
            Object.entries({ ...whole, price: '2.00', holder: bob.id }).map(([each, value]) => [each, [value, null]]),
          ),
        ],
      ],
    )
    const { entries } = await auth.store.audit.list({ limit: 1000 })
    assert.doesNotMatch(JSON.stringify([entries, events]), /hidden-/)
    const emitted = events.filter(event => event.name.startsWith('resource.'))
    assert.deepEqual(
      emitted.map(event => [event.name, event.actor, event.data]),
      [
        ['resource.row_created', String(ada.id), { table: 'shop_stock_item', id: pear.id }],
        [
          'resource.row_changed',
          String(ada.id),
          { table: 'shop_stock_item', id: pear.id, fields: ['price', 'pin', 'holder'] },
        ],
        ['resource.row_deleted', String(ada.id), { table: 'shop_stock_item', id: pear.id }],
      ],
    )
    const check = await auth.store.audit.verify()
    assert.equal(check.fault, undefined)
  })

  test(`${name}: of two operators who change one row at once each row of the history begins where the last ended`, {
    skip,
  }, async t => {
    const { auth, alice, ada, ben, grant, as } = await openShop(t, kind)
    await grant(ada, ...allRights)
    await grant(ben, ...allRights)
    const { json: pear } = await as(ada)('POST', items, { title: 'pear', price: '0.00', holder: alice.id })
    const path = `${items}${pear.id}/`
    const replies = await Promise.all(
      Array.from({ length: 12 }, (_, n) => as(n % 2 ? ada : ben)('PATCH', path, { price: `${n + 1}.00` })),
    )
    assert.deepEqual([...new Set(replies.map(({ status }) => status))], [200])
    const { entries } = await auth.store.audit.list({ subject: `row:shop_stock_item:${pear.id}`, limit: 100 })
    const prices = entries.flatMap(({ changes }) => (changes?.price ? [changes.price] : [])).toReversed()
    assert.equal(prices.length, 13)
    for (const [at, [old]] of prices.entries()) assert.equal(old, prices[at - 1]?.[1] ?? null)
    assert.equal((await as(ada)('GET', path)).json.price, prices.at(-1)?.[1])
  })

  test(`${name}: the public rows stay as they were, also for operators`, { skip }, async t => {
    const { alice, bob, ada, grant, as } = await openShop(t, kind)
    await grant(ada, ...allRights)
    await grant(alice, ...allRights)
    const { json: pear } = await as(ada)('POST', items, { title: 'pear', price: '1.50', holder: bob.id })
    for (const caller of [ada, alice]) {
      assert.equal((await as(caller)('GET', `/api/shop/items/${pear.id}/`)).status, 404)
      assert.equal((await as(caller)('GET', '/api/shop/items/')).json.count, 0)
    }
    assert.equal((await as(alice)('GET', items)).status, 403, 'rights without is_staff')
    const own = await as(alice)('POST', '/api/shop/items/', { title: 'mine', price: '1', holder: bob.id })
    assert.equal(own.json.holder, alice.id)
  })
}
