import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { storeSettings } from '../../testing/sqlite-store.ts'
import { addUser } from '../../testing/store-contract/opened-store.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import type { LoginSettings } from '../../users/login-key.ts'
import { LoginCollisionError } from '../errors.ts'
import { openSqliteStore, type SqliteStore } from './store.ts'

const folded: LoginSettings = { accounts: 'email', emailCase: 'fold', usernameForm: 'nfkc', usernameCase: 'exact' }
const exact: LoginSettings = { accounts: 'email', emailCase: 'django', usernameForm: 'nfkc', usernameCase: 'exact' }
const byName: LoginSettings = { accounts: 'username', emailCase: 'fold', usernameForm: 'nfkc', usernameCase: 'exact' }

/** Opens one file several times, with different settings. */
function starter(t: TestContext) {
  const path = join(temporaryFolder(t), 'latchkey.sqlite3')
  return async <T>(settings: LoginSettings, use: (store: SqliteStore) => Promise<T>): Promise<T> => {
    const store = openSqliteStore(path, { ...storeSettings, ...settings })
    try {
      return await use(store)
    } finally {
      await store.close()
    }
  }
}

const idOf = (login: string) => async (store: SqliteStore) => (await store.users.findByLogin(login))?.id

test('after a change of the account model or the folding, accounts are found by the new rule', async t => {
  const start = starter(t)
  const { id } = await start(exact, store => addUser(store, 'Alice@example.com', { username: 'Alice' }))
  assert.equal(await start(exact, idOf('alice@example.com')), undefined)
  assert.equal(await start(folded, idOf('ALICE@example.com')), id)
  assert.equal(await start(byName, idOf('Alice')), id)
  assert.equal(await start(byName, idOf('Alice@example.com')), undefined)
  assert.equal(await start(exact, idOf('Alice@example.com')), id)
})

test('accounts that swap keys under the new rule are rewritten without a collision', async t => {
  const start = starter(t)
  const ids = await start(folded, async store => {
    const one = await addUser(store, 'one@example.com', { username: 'two@example.com' })
    const two = await addUser(store, 'two@example.com', { username: 'one@example.com' })
    return [one.id, two.id]
  })
  await start(byName, async store => {
    assert.deepEqual([await idOf('two@example.com')(store), await idOf('one@example.com')(store)], ids)
  })
})

test('accounts with the same key under the new rule stop the start with their names, and nothing changes', async t => {
  const start = starter(t)
  await start(exact, async store => {
    for (const email of ['bob@example.com', 'Bob@example.com', 'BOB@example.com', 'carol@example.com']) {
      await addUser(store, email)
    }
  })
  const isTold = (error: unknown) => {
    assert.ok(error instanceof LoginCollisionError)
    const accounts = ['bob@example.com (id 1)', 'Bob@example.com (id 2)', 'BOB@example.com (id 3)']
    assert.deepEqual(error.collisions, [{ login: 'bob@example.com', accounts }])
    return true
  }
  await assert.rejects(start(folded, idOf('bob@example.com')), isTold)
  assert.notEqual(await start(exact, idOf('BOB@example.com')), undefined)
})

test('user names that differ only in case stop a change to usernameCase fold with their names', async t => {
  const start = starter(t)
  await start(byName, async store => {
    for (const username of ['Eve', 'eve', 'carol']) await addUser(store, `${username}@example.com`, { username })
  })
  const byFoldedName: LoginSettings = { ...byName, usernameCase: 'fold' }
  await assert.rejects(start(byFoldedName, idOf('eve')), (error: unknown) => {
    assert.ok(error instanceof LoginCollisionError)
    const accounts = ['Eve@example.com (id 1)', 'eve@example.com (id 2)']
    assert.deepEqual(error.collisions, [{ login: 'eve', accounts }])
    return true
  })
  await start(byName, async store => {
    assert.deepEqual([await idOf('Eve')(store), await idOf('eve')(store)], [1, 2])
  })
})

test('accounts without a user name stop a change to logins by user name', async t => {
  const start = starter(t)
  await start(folded, async store => {
    await addUser(store, 'alice@example.com')
    await addUser(store, 'bob@example.com')
  })
  await assert.rejects(
    start(byName, idOf('')),
    /no name to log in with: alice@example.com \(id 1\), bob@example.com \(id 2\)/,
  )
})

test('a single account without a user name stops it too: it could never log in again', async t => {
  const start = starter(t)
  await start(folded, store => addUser(store, 'alice@example.com'))
  await assert.rejects(start(byName, idOf('')), /alice@example.com \(id 1\)/)
})
