/** Login names, ids and tables of an application, where accounts are adopted. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { adopted, allUsers, apply, goTo } from './adopted.ts'
import { beginning, now, type OpenStore, stamp } from './opened-store.ts'
import { addOrganization } from './organizations.ts'

const named = (id: number, name: string) => adopted(id, { email: `${name}@example.com` })

export function testAdoptedLogins(name: string, open: OpenStore): void {
  testNames(name, open)
  testOtherIds(name, open)
  testReferences(name, open)
}

function testNames(name: string, open: OpenStore): void {
  test(`${name}: accounts of one batch may exchange their login names, and take that of a deleted one`, async t => {
    const store = await open(t)
    await goTo(store, 'copying')
    await apply(store, [named(1, 'a'), named(2, 'b'), named(3, 'c'), named(4, 'd')])
    const next = [named(1, 'b'), named(2, 'c'), named(3, 'a'), named(5, 'd')]
    const applied = await store.adoption.apply({ put: next, gone: [4], now })
    assert.deepEqual(applied, { created: 1, changed: 3, deleted: 1, ended: 0, refused: [] })
    assert.deepEqual(await allUsers(store), next)
    assert.equal((await store.users.findByLogin('a@example.com'))?.id, 3)
    assert.equal((await store.users.findByLogin('d@example.com'))?.id, 5)
  })

  test(`${name}: a login name that another account keeps is refused, with all that would need what it leaves`, async t => {
    const store = await open(t)
    await goTo(store, 'copying')
    await apply(store, [named(1, 'a'), named(2, 'b'), named(3, 'c')])
    const next = [named(1, 'c'), named(2, 'a'), named(4, 'b'), named(5, 'E'), named(6, 'e')]
    const applied = await apply(store, next)
    assert.deepEqual([applied.created, applied.changed], [1, 0])
    assert.deepEqual(
      applied.refused.map(({ id, reason }) => [id, reason]).sort(),
      [1, 2, 4, 6].map(id => [id, 'login_taken']),
    )
    assert.deepEqual(
      (await allUsers(store)).map(({ id, email }) => [id, email[0]]),
      [
        [1, 'a'],
        [2, 'b'],
        [3, 'c'],
        [5, 'E'],
      ],
    )
    assert.equal((await store.users.findByLogin('a@example.com'))?.id, 1)
  })

  test(`${name}: where tokens name users by address, a change of it ends sessions`, async t => {
    const store = await open(t, { userIdField: 'email' })
    await goTo(store, 'copying')
    await apply(store, [named(1, 'a')])
    await store.sessions.start(beginning({ id: 1 }, 'one'))
    await apply(store, [named(1, 'b'), named(2, 'a')])
    assert.equal((await store.sessions.find('one'))?.endReason, 'renamed')
    assert.deepEqual(await store.adoption.jobs(10), [])
  })
}

function testOtherIds(name: string, open: OpenStore): void {
  test(`${name}: accounts with UUIDs are adopted, noted and deleted`, async t => {
    const store = await open(t, { userIds: 'uuid' })
    await goTo(store, 'copying')
    const ids = ['0a000000-0000-4000-8000-000000000001', 'f0000000-0000-4000-8000-000000000002'] as const
    const users = ids.map((id, index) => ({ ...adopted(index + 1, { groups: ['a'], permissions: ['x.y'] }), id }))
    await store.adoption.apply({ put: users, gone: [], now })
    assert.deepEqual(await allUsers(store), users)
    assert.deepEqual(await store.adoption.usersBetween({ from: 'a0000000-0000-4000-8000-000000000000' }, 10), [
      users[1],
    ])
    assert.deepEqual(await store.adoption.usersBetween({ to: ids[0] }, 10), [users[0]])
    await goTo(store, 'switched')
    await store.directory.endSessions(ids[0], now)
    await store.directory.delete(ids[1], now)
    const jobs = await store.adoption.jobs(10)
    assert.deepEqual(
      jobs.map(job => [job.kind, 'userId' in job && job.userId]),
      [
        ['refused-before', ids[0]],
        ['user', ids[1]],
      ],
    )
  })

  test(`${name}: fields of the application are carried, and what Django does not have stays as it is`, async t => {
    const columns = [
      { name: 'phone', type: 'text', isNullable: false },
      { name: 'age', type: 'integer', isNullable: true },
      { name: 'beta', type: 'boolean', isNullable: false },
    ] as const
    const store = await open(t, { userFields: { columns } })
    await goTo(store, 'copying')
    await apply(store, [adopted(1, { fields: { phone: '1', age: 7 } })])
    assert.deepEqual((await allUsers(store))[0]?.fields, { phone: '1', age: 7, beta: false })
    assert.equal((await apply(store, [adopted(1, { fields: { phone: '1' } })])).changed, 0)
    await assert.rejects(store.users.update(1, { fields: { age: 8 } }, now), /kept by Django/)
    await goTo(store, 'switched')
    await store.users.update(1, { fields: { age: 8 } }, now)
    assert.equal((await store.adoption.jobs(10)).length, 1)
    await goTo(store, 'following')
    await apply(store, [adopted(1, { fields: { age: null, beta: true } })])
    assert.deepEqual((await allUsers(store))[0]?.fields, { phone: '1', age: null, beta: true })
  })

  test(`${name}: pages of accounts go from an id to an id, in their order`, async t => {
    const store = await open(t)
    await goTo(store, 'copying')
    await apply(
      store,
      [9, 1, 5, 7, 3].map(id => adopted(id)),
    )
    const idsOf = async (range: object, limit = 100) =>
      (await store.adoption.usersBetween(range, limit)).map(({ id }) => id)
    assert.deepEqual(await idsOf({ from: 2, to: 7 }), [3, 5, 7])
    assert.deepEqual(await idsOf({ from: 4 }, 2), [5, 7])
    assert.deepEqual(await idsOf({ to: 3 }), [1, 3])
  })
}

function testReferences(name: string, open: OpenStore): void {
  for (const key of ['', ' DEFERRABLE INITIALLY DEFERRED'] as const) {
    const how = key === '' ? 'at once' : 'when the transaction ends'
    test(`${name}: an account to which rows of an application refer is made inactive (a key that is looked at ${how})`, async t => {
      const store = await open(t)
      await goTo(store, 'copying')
      await apply(store, [adopted(1), adopted(2), adopted(3)])
      await store.sessions.start(beginning({ id: 2 }, 'two'))
      await store.runSql(`CREATE TABLE books (id integer PRIMARY KEY, owner integer REFERENCES users (id)${key});`)
      await store.runSql('INSERT INTO books (id, owner) VALUES (1, 2)')
      const applied = await store.adoption.apply({ put: [adopted(4)], gone: [1, 2], now })
      assert.deepEqual(applied, {
        created: 1,
        changed: 0,
        deleted: 1,
        ended: 1,
        refused: [{ id: 2, reason: 'in_use' }],
      })
      assert.deepEqual(
        (await allUsers(store)).map(({ id, isActive }) => [id, isActive]),
        [
          [2, false],
          [3, true],
          [4, true],
        ],
      )
      const again = await store.adoption.apply({ put: [], gone: [2], now })
      assert.deepEqual([again.ended, again.refused], [0, [{ id: 2, reason: 'in_use' }]])
    })
  }

  test(`${name}: the last owner of an organization is made inactive, where the organization stays`, async t => {
    const store = await open(t, { organizations: 'on' })
    await goTo(store, 'copying')
    await apply(store, [adopted(1)])
    await addOrganization(store, 1, 'acme')
    assert.deepEqual((await apply(store, [], [1])).refused, [{ id: 1, reason: 'last_owner' }])
    assert.equal((await allUsers(store))[0]?.isActive, false)
  })

  test(`${name}: triggers of an application on accounts pass together with what sets them off`, async t => {
    const store = await open(t)
    await goTo(store, 'copying')
    const isSqlite = name.startsWith('sqlite')
    await store.runSql(stamping[isSqlite ? 'sqlite' : 'postgres'])
    try {
      await apply(store, [adopted(1)])
      await apply(store, [adopted(1, { firstName: 'Bea' })])
      assert.equal((await allUsers(store))[0]?.lastName, 'BEA')
    } finally {
      await store.runSql(`DROP TRIGGER IF EXISTS stamp_user${isSqlite ? '' : ' ON users'}`)
    }
    assert.equal(await store.adoption.spend([stamp('a'), stamp('b'), stamp('a')]), 2)
    assert.deepEqual(await store.adoption.jobs(10), [])
  })
}

const stamping = {
  sqlite: `CREATE TRIGGER stamp_user AFTER UPDATE OF first_name ON users
    BEGIN UPDATE users SET last_name = upper(NEW.first_name) WHERE id = NEW.id; END`,
  postgres: `CREATE OR REPLACE FUNCTION stamp_user() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN UPDATE users SET last_name = upper(NEW.first_name) WHERE id = NEW.id; RETURN NULL; END $$;
    CREATE TRIGGER stamp_user AFTER UPDATE OF first_name ON users FOR EACH ROW EXECUTE FUNCTION stamp_user()`,
}
