/** What a console learns of the application's resources. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allActions } from '../../resources/resource.ts'
import { allRights, openShop } from './shop.ts'

const kind = { dialect: 'sqlite', userIds: 'integer' } as const
const list = '/api/admin/resources/'
const items = `${list}items/`

test('an operator is told of the resources whose rows they may see, and what else they may', async t => {
  const { ada, grant, as } = await openShop(t, kind)
  assert.deepEqual((await as(ada)('GET', list)).json, [])
  await grant(ada, 'shop.view_item', 'shop.change_item', 'app.add_shelf')
  const { json } = await as(ada)('GET', list)
  const [{ fields, ...item }] = json
  assert.equal(json.length, 1)
  assert.deepEqual(item, {
    name: 'items',
    label: 'Stock item',
    path: items,
    permissions: {
      view: 'shop.view_item',
      add: 'shop.add_item',
      change: 'shop.change_item',
      delete: 'shop.delete_item',
    },
    rights: { view: true, add: false, change: true, delete: false },
    columns: ['id', 'title', 'price', 'state', 'shelf', 'shelf_name', 'made', 'holder'],
    search: ['title'],
    ordering: ['price', 'title'],
    filters: ['state', 'holder'],
    pagination: 'page',
    page_size: 2,
    owner: 'holder',
    relations: { shelf: 'shelves' },
    history: 'row:shop_stock_item',
  })
  const readOnly = { required: false, read_only: true }
  assert.deepEqual(fields.title, {
    ...{ type: 'string', required: true, read_only: false, label: 'Name of it', max_length: 50 },
  })
  assert.deepEqual(fields.state.choices, [
    { value: 'new', display_name: 'new' },
    { value: 'sold', display_name: 'sold' },
  ])
  assert.deepEqual(fields.made, { type: 'datetime', ...readOnly, label: 'Made' })
  assert.deepEqual(fields.holder, { type: 'integer', required: true, read_only: false, label: 'Holder' })
  assert.ok('pin' in fields)
})

test('OPTIONS of the rows shows the form to those who may send it, the owner included', async t => {
  const { ada, grant, as } = await openShop(t, kind)
  await grant(ada, 'shop.view_item')
  assert.equal((await as(ada)('OPTIONS', items)).json.actions, undefined)
  await grant(ada, 'shop.view_item', 'shop.add_item')
  assert.equal((await as(ada)('OPTIONS', items)).json.actions.POST.holder.read_only, false)
})

test('what callers only create is looked at by operators, and changed where the definition says so', async t => {
  const { ada, bob, grant, as } = await openShop(t, kind)
  await grant(ada, 'app.view_shelf', 'app.change_shelf', 'app.delete_shelf')
  const { id } = (await as(bob)('POST', '/api/shop/shelves/', { name: 'Maps' })).json
  const shelf = `${list}shelves/${id}/`
  assert.deepEqual((await as(ada)('GET', shelf)).json, { id, name: 'Maps', keeper: bob.id })
  for (const method of ['PATCH', 'DELETE']) assert.equal((await as(ada)(method, shelf, {})).status, 405, method)
  const [{ rights }] = (await as(ada)('GET', list)).json
  assert.deepEqual(rights, { view: true, add: false, change: false, delete: false })
  const open = await openShop(t, kind, {}, { actions: allActions, model: 'store.rack' })
  await open.grant(open.ada, 'store.view_rack', 'store.delete_rack')
  const other = (await open.as(open.bob)('POST', '/api/shop/shelves/', { name: 'Maps' })).json
  assert.equal((await open.as(open.ada)('DELETE', `${list}shelves/${other.id}/`)).status, 204)
})

test('a resource with console: false is not there, and none is where the console is off', async t => {
  const { auth, ada, as } = await openShop(t, kind)
  await auth.store.directory.setFlags(ada.id, { isSuperuser: true }, Date.now())
  const { json } = await as(ada)('GET', list)
  assert.deepEqual(
    json.map(({ name }: { name: string }) => name),
    ['items', 'shelves'],
  )
  assert.equal((await as(ada)('GET', `${list}hidden/`)).status, 404)
  const off = await openShop(t, kind, { console: 'off' })
  assert.equal((await off.as(off.ada)('GET', list)).status, 404)
  assert.equal((await off.as(off.ada)('GET', items)).status, 404)
})

test('the rows are moved and switched off like any others, and the list says where they are', async t => {
  const paths = { admin_resource_rows: '/manage/{resource}/', admin_resource_row: '/manage/{resource}/{id}/' }
  const { ada, grant, as } = await openShop(t, kind, { paths, basePath: '/shop' })
  await grant(ada, ...allRights)
  const [{ path }] = (await as(ada)('GET', list)).json
  assert.equal(path, '/shop/manage/items/')
  assert.equal((await as(ada)('GET', '/manage/items/')).status, 200)
  const off = await openShop(t, kind, { disabledEndpoints: ['admin_resource_rows'] })
  await off.grant(off.ada, ...allRights)
  assert.deepEqual((await off.as(off.ada)('GET', list)).json, [])
  assert.equal((await off.as(off.ada)('GET', items)).status, 404)
})

test('what resources ask for is among the permissions that can be granted', async t => {
  const { ada, grant, as } = await openShop(t, kind)
  await grant(ada, 'auth.view_group')
  const { json } = await as(ada)('GET', '/api/admin/permissions/')
  for (const right of [...allRights, 'app.view_shelf']) assert.ok(json.includes(right), right)
})
