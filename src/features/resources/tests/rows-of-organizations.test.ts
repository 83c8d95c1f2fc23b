/** Rows of an organization: its members alone have them, and only while a request names it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testPassword } from '../../../testing/test-client.ts'
import { databases, openTwo, saidBy } from './organization-setup.ts'

const missing = 'No Project matches the given query.'

for (const [database, skip = false] of databases) {
  test(`${database}: a row gets the organization of the request, whatever the body says, and stays there`, {
    skip,
  }, async t => {
    const { call, make, acme, bolt, carol } = await openTwo(t, database)
    const made = await make('acme', { title: 'Plan', organization: bolt, author: 999, id: 77 })
    assert.deepEqual([made.organization, made.author, made.title], [acme, carol.id, 'Plan'])
    assert.notEqual(made.id, 77)
    for (const method of ['PATCH', 'PUT']) {
      const changed = await call(method, `/projects/${made.id}/`, carol, 'acme', { title: 'New', organization: bolt })
      assert.deepEqual([changed.status, changed.json.organization, changed.json.title], [200, acme, 'New'])
    }
    assert.equal((await call('GET', '/projects/', carol, bolt)).json.count, 0)
  })

  test(`${database}: rows of another organization do not exist: one by one, in lists, filters, search and order`, {
    skip,
  }, async t => {
    const { call, make, bolt, alice, bob, carol } = await openTwo(t, database)
    const ours = await make('acme', { title: 'Ours' })
    const theirs = await make('bolt', { title: 'Theirs' })
    for (const person of [alice, carol]) {
      for (const method of ['GET', 'PATCH', 'PUT', 'DELETE']) {
        const reply = await call(
          method,
          `/projects/${theirs.id}/`,
          person,
          'acme',
          method === 'GET' ? undefined : { title: 'x' },
        )
        assert.deepEqual([reply.status, reply.json.detail], [404, missing], method)
      }
      const titles = async (query: string) => {
        const { json } = await call('GET', `/projects/?${query}`, person, 'acme')
        return [json.count, json.results.map(({ title }: { title: string }) => title)]
      }
      assert.deepEqual(await titles(''), [1, ['Ours']])
      assert.deepEqual(await titles('ordering=-organization'), [1, ['Ours']])
      assert.deepEqual(await titles('search=Theirs'), [0, []])
      assert.deepEqual(await titles('title=Theirs'), [0, []])
      assert.deepEqual(await titles(`organization=${bolt}`), [1, ['Ours']])
    }
    assert.equal((await call('GET', `/projects/${theirs.id}/`, bob, 'bolt')).json.title, 'Theirs')
    assert.equal((await call('GET', `/projects/${ours.id}/`, bob, 'acme')).status, 404)
    assert.equal((await call('DELETE', `/projects/${theirs.id}/`, carol, 'bolt')).status, 204)
  })

  test(`${database}: a request names its organization by header or path, and one alone; rights decide in each`, {
    skip,
  }, async t => {
    const { call, make, acme, bolt, carol, dave, eve } = await openTwo(t, database)
    const { id } = await make('acme', { title: 'Plan' })
    for (const path of ['/projects/', `/projects/${id}/`]) {
      assert.deepEqual(saidBy(await call('GET', path, carol)), [400, 'organization_required'])
      assert.deepEqual(saidBy(await call('GET', path, eve, 'acme')), [404, 'not_found'])
      assert.deepEqual(saidBy(await call('GET', path, carol, 'none')), [404, 'not_found'])
      assert.deepEqual(saidBy(await call('GET', path, dave, 'acme')), [403, 'permission_denied'])
      assert.deepEqual(saidBy(await call('GET', path, undefined, 'acme')), [401, 'not_authenticated'])
      assert.equal((await call('GET', path, carol, acme)).status, 200)
    }
    for (const organization of ['acme', acme]) {
      const path = `/orgs/${organization}/tasks/`
      const made = await call('POST', path, dave, undefined, { title: 'Do' })
      assert.deepEqual([made.status, made.json.organization], [201, acme], made.text)
      assert.equal((await call('GET', `${path}${made.json.id}/`, carol, acme)).status, 200)
      assert.equal((await call('GET', `/orgs/bolt/tasks/${made.json.id}/`, carol)).status, 404)
      for (const header of ['bolt', bolt, 'none'])
        assert.deepEqual(saidBy(await call('GET', path, carol, header)), [400, 'organization_ambiguous'])
    }
    assert.equal((await call('GET', '/orgs/acme/tasks.json', carol)).json.count, 2)
    assert.equal((await call('GET', '/orgs/acme/', carol)).status, 404)
    const described = (await call('OPTIONS', `/projects/${id}/`, carol, 'acme')).json.actions
    assert.deepEqual(Object.keys(described), ['PUT'])
    assert.equal((await call('OPTIONS', `/projects/${id}/`, carol, 'bolt')).json.actions, undefined)
  })

  test(`${database}: keys name rows of the organization alone, in bodies, filters and joined fields`, {
    skip,
  }, async t => {
    const { auth, call, make, bolt, carol } = await openTwo(t, database)
    const ours = await make('acme', { title: 'Ours' })
    const theirs = await make('bolt', { title: 'Theirs' })
    const path = '/orgs/acme/tasks/'
    const task = await call('POST', path, carol, undefined, { title: 'a', project: ours.id })
    assert.deepEqual([task.status, task.json.project_title], [201, 'Ours'])
    const refused = { project: [`Invalid pk "${theirs.id}" - object does not exist.`] }
    assert.deepEqual((await call('POST', path, carol, undefined, { title: 'b', project: theirs.id })).json, refused)
    const patched = await call('PATCH', `${path}${task.json.id}/`, carol, undefined, { project: theirs.id })
    assert.deepEqual([patched.status, patched.json], [400, refused])
    assert.equal((await call('GET', `${path}?project=${theirs.id}`, carol)).status, 400)
    assert.equal((await call('GET', `${path}?project=${ours.id}`, carol)).json.count, 1)
    // Another program moved the project: the key stays, and shows nothing of it.
    await auth.store.tables.update(
      { table: 'projects', columns: [], joins: [] },
      { values: {}, seen: {} },
      { organization: bolt },
    )
    assert.equal((await call('GET', `${path}${task.json.id}/`, carol)).json.project_title, null)
  })

  test(`${database}: what is unique is so in the organization, and a value of another's row is not told`, {
    skip,
  }, async t => {
    const { call, make, carol } = await openTwo(t, database)
    await make('bolt', { title: 'x', slug: 'plan', code: 'secret' })
    await make('acme', { title: 'x', slug: 'plan' })
    const again = await call('POST', '/projects/', carol, 'acme', { title: 'y', slug: 'plan' })
    assert.deepEqual(again.json, { non_field_errors: ['The fields organization, slug must make a unique set.'] })
    const taken = await call('POST', '/projects/', carol, 'acme', { title: 'y', code: 'secret' })
    assert.deepEqual(taken.json, { non_field_errors: ['The rules of the table do not allow these values.'] })
  })

  test(`${database}: who is removed has nothing with the next request, and cannot finish one that was on its way`, {
    skip,
  }, async t => {
    const { auth, call, make, acme, carol } = await openTwo(t, database)
    const { id } = await make('acme', { title: 'Plan' })
    const { tables } = auth.store
    const remove = async () => {
      await auth.store.organizationDirectory.removeMember(acme, carol.id as never, { now: Date.now(), by: undefined })
    }
    const join = () =>
      auth.store.organizationDirectory.addMember(acme, carol.id as never, 'editor', {
        now: Date.now(),
        by: undefined,
        limit: 9,
      })
    const { exists, find } = tables
    // After the permissions and the body, before the write.
    for (const [method, path] of [
      ['POST', '/projects/'],
      ['PATCH', `/projects/${id}/`],
      ['DELETE', `/projects/${id}/`],
    ] as const) {
      Object.assign(tables, {
        exists: async (...asked: Parameters<typeof exists>) => {
          await remove()
          return await exists(...asked)
        },
        find: async (...asked: Parameters<typeof find>) => {
          await remove()
          return await find(...asked)
        },
      })
      const reply = await call(method, path, carol, 'acme', { title: 'Late', slug: 'late' })
      Object.assign(tables, { exists, find })
      assert.deepEqual(saidBy(reply), [404, 'not_found'], method)
      assert.deepEqual(saidBy(await call('GET', '/projects/', carol, 'acme')), [404, 'not_found'])
      await join()
      const { json } = await call('GET', '/projects/', carol, 'acme')
      assert.deepEqual(
        json.results.map(({ title }: { title: string }) => title),
        ['Plan'],
        method,
      )
    }
  })

  test(`${database}: an organization whose rows refuse it is in use; otherwise its rows go as the table says`, {
    skip,
  }, async t => {
    const { auth, call, make, alice, carol } = await openTwo(t, database)
    const { id } = await make('acme', { title: 'Plan' })
    await call('POST', '/orgs/acme/tasks/', carol, undefined, { title: 'Do' })
    const destroy = () =>
      call('DELETE', '/api/auth/organizations/acme/', alice, undefined, { current_password: testPassword })
    assert.deepEqual(saidBy(await destroy()), [409, 'organization_in_use'])
    assert.equal((await call('GET', '/orgs/acme/tasks/', carol)).json.count, 1)
    assert.equal((await call('DELETE', `/projects/${id}/`, carol, 'acme')).status, 204)
    assert.equal((await destroy()).status, 204)
    assert.equal((await call('GET', '/orgs/acme/tasks/', carol)).status, 404)
    assert.equal(
      await auth.store.tables.count(
        { table: 'tasks', columns: [], joins: [] },
        { equals: {}, search: { terms: [], columns: [] } },
      ),
      0,
    )
  })
}
