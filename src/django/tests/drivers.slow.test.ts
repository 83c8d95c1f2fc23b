/** One interface to three databases: what is read is exact, and what fails names no SQL and no value. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { DjangoSchemaError, DjangoUnavailable } from '../../features/adoption/django-database.ts'
import { makeShop, shopEngines, whyNoDjangoShop } from '../../testing/django-shop.ts'
import { openDriver } from '../open-driver.ts'

const skip = await whyNoDjangoShop()
const folder = process.cwd()

for (const engine of shopEngines) {
  test(`${engine}: values are exact, a snapshot stays, a transaction is all or nothing`, { skip }, async t => {
    const shop = await makeShop({ kind: 'auth', engine })
    const driver = await openDriver(shop.url, { folder })
    t.after(async () => {
      await driver.close()
      await shop.drop()
    })
    const name = driver.quote('name?')
    await driver.transaction(async connection => {
      await connection.run(`CREATE TABLE odd (id bigint PRIMARY KEY, ${name} varchar(50), price decimal(20, 10))`)
    })
    const insert = `INSERT INTO odd (id, ${name}, price) VALUES (?, ?, ?)`
    const rows = [
      [1, "a'\\?\u{1f600}", '1.5'],
      [9007199254740993n, null, '0.1'],
    ] as const
    await driver.transaction(async connection => {
      for (const row of rows) assert.equal(await connection.run(insert, [...row]), 1)
    })
    const select = `SELECT id, ${name} AS name FROM odd ORDER BY id`
    const read = () => driver.all(select)
    assert.deepEqual(
      (await read()).map(row => [row.id, row.name]),
      rows.map(row => row.slice(0, 2)),
    )
    // PostgreSQL and MySQL let others write meanwhile; a file in its first journal mode makes them wait.
    if (engine !== 'sqlite') {
      await driver.snapshot(async connection => {
        assert.equal((await connection.all(select)).length, 2)
        await driver.transaction(other => other.run(insert, [3, 'later', '1']))
        assert.equal((await connection.all(select)).length, 2)
      })
    }
    const before = (await read()).length
    const failing = driver.transaction(async connection => {
      await connection.run(insert, [4, 'never', '1'])
      throw new RangeError('stop')
    })
    await assert.rejects(failing, RangeError)
    assert.equal((await read()).length, before)
  })

  test(`${engine}: a failure has a name and a code, and neither SQL nor values`, { skip }, async t => {
    const shop = await makeShop({ kind: 'auth', engine })
    const driver = await openDriver(shop.url, { folder })
    t.after(async () => {
      await driver.close()
      await shop.drop()
    })
    await assert.rejects(driver.all("SELECT nothing_here, 'hush' FROM auth_user"), error => {
      assert.ok(error instanceof DjangoSchemaError, String(error))
      assert.match(error.message, /nothing_here/)
      assert.doesNotMatch(JSON.stringify([error.message, error.cause ?? null]), /SELECT nothing|auth_user|hush/)
      return true
    })
    const twice = driver.transaction(connection =>
      connection.run('INSERT INTO auth_group (id, name) VALUES (?, ?), (?, ?)', [900, 'hush', 900, 'hush2']),
    )
    await assert.rejects(twice, error => {
      assert.ok(error instanceof DjangoSchemaError, String(error))
      assert.doesNotMatch(String(error.message), /hush|INSERT/)
      return true
    })
    // The connection is whole.
    assert.equal((await driver.all('SELECT count(*) AS n FROM auth_group'))[0]?.n, shop.facts.facts.groups)
  })
}

test('a statement that takes too long is DjangoUnavailable, and the next one is answered', { skip }, async t => {
  for (const [engine, sql] of [
    ['postgres', 'SELECT pg_sleep(5)'],
    ['mysql', 'SELECT SLEEP(5)'],
  ] as const) {
    const shop = await makeShop({ kind: 'auth', engine })
    const driver = await openDriver(shop.url, { folder })
    t.after(async () => {
      await driver.close()
      await shop.drop()
    })
    const began = performance.now()
    await assert.rejects(driver.all(sql, [], 200), DjangoUnavailable)
    assert.ok(performance.now() - began < 2000)
    assert.equal((await driver.all('SELECT 1 AS one'))[0]?.one, 1)
  }
})

test('a server that is not there is DjangoUnavailable, without the password of its address', async () => {
  for (const url of ['postgres://u:hush@127.0.0.1:1/x', 'mysql://u:hush@127.0.0.1:1/x', 'sqlite:/nowhere/x.sqlite3']) {
    await assert.rejects(openDriver(url, { folder }), error => {
      assert.ok(error instanceof DjangoUnavailable, String(error))
      assert.doesNotMatch(error.message, /hush/)
      return true
    })
  }
})
