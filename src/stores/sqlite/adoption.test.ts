import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { openTestStore, storeSettings } from '../../testing/sqlite-store.ts'
import { adopted, allUsers, apply, goTo } from '../../testing/store-contract/adopted.ts'
import { isFollowing } from '../../testing/store-contract/adoption-refusals.ts'
import { addUser, now, stamp } from '../../testing/store-contract/opened-store.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { openSqliteStore } from './store.ts'

const fileIn = (t: TestContext) => join(temporaryFolder(t), 'latchkey.sqlite3')

test('two processes on one file: what one began, the other refuses and notes', async t => {
  const path = fileIn(t)
  const [command, server] = [openTestStore(t, path), openTestStore(t, path)]
  await addUser(server, 'before@example.com')
  await goTo(command, 'copying')
  await assert.rejects(addUser(server, 'new@example.com'), isFollowing)
  await apply(command, [adopted(7)])
  await goTo(command, 'switched')
  await server.sessions.spend(stamp('one'))
  await addUser(server, 'new@example.com')
  assert.deepEqual(
    (await command.adoption.jobs(10)).map(({ kind }) => kind),
    ['spent', 'user'],
  )
})

test('triggers that are missing come back at the next start, also for columns that are new', async t => {
  const path = fileIn(t)
  const first = openSqliteStore(path, storeSettings)
  await goTo(first, 'following')
  first.database.exec('DROP TRIGGER adoption_refuses_insert_users')
  await addUser(first, 'got-past@example.com')
  await first.close()
  const columns = [{ name: 'phone', type: 'text', isNullable: false }] as const
  const second = openTestStore(t, path, { userFields: { columns } })
  await assert.rejects(addUser(second, 'new@example.com'), isFollowing)
  assert.throws(() => second.database.exec("UPDATE users SET own_phone = '1'"), /kept by Django/)
})

test('an older program that knows nothing of adoptions is refused as well', async t => {
  const store = openTestStore(t)
  await goTo(store, 'following')
  for (const sql of [
    "INSERT OR REPLACE INTO users (id, login, date_joined, password) VALUES (1, 'a', '', '')",
    "INSERT INTO users (login, date_joined, password) VALUES ('a', '', '') ON CONFLICT DO NOTHING",
    'DELETE FROM user_groups',
  ]) {
    if (sql.startsWith('DELETE')) {
      await store.adoption.applyGroups([{ name: 'editors', permissions: [] }], now)
    }
    assert.throws(() => store.database.exec(sql), /kept by Django/, sql)
  }
  const db = await store.kysely<{ users: { id: number; email: string } }>()
  await assert.rejects(db.insertInto('users').values({ id: 5, email: 'x' }).execute(), /NOT NULL|kept by Django/)
})

/** Applies batches until it is killed, and says which one it has written. */
const applying = (path: string) => `
  const { openSqliteStore } = await import(${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'store.ts')).href)})
  const { adopted } = await import(${JSON.stringify(pathToFileURL(join(import.meta.dirname, '../../testing/store-contract/adopted.ts')).href)})
  const store = openSqliteStore(${JSON.stringify(path)}, ${JSON.stringify(storeSettings)})
  for (let batch = 0; ; batch += 1) {
    const put = Array.from({ length: 200 }, (_, index) => adopted(batch * 200 + index + 1, { groups: ['all'] }))
    await store.adoption.apply({ put, gone: [], now: ${now} })
    process.stdout.write(batch + '\\n')
  }`

async function killAfter(child: ChildProcess, batches: number): Promise<number> {
  let seen = ''
  for await (const chunk of child.stdout ?? []) {
    seen += String(chunk)
    if (seen.split('\n').length > batches) break
  }
  child.kill('SIGKILL')
  await once(child, 'exit')
  return seen.trim().split('\n').length
}

test('a copy that is killed has whole batches, and lets no other write pass after it', async t => {
  const path = fileIn(t)
  const before = openSqliteStore(path, storeSettings)
  await goTo(before, 'copying')
  await before.close()
  const args = ['--conditions=latchkey-source', '--input-type=module', '--eval', applying(path)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const said = await killAfter(child, 3)
  const store = openTestStore(t, path)
  const found = await store.adoption.countUsers()
  assert.equal(found % 200, 0)
  assert.ok(found >= said * 200, `${found} of ${said} batches`)
  assert.equal((await store.groups.list())[0]?.members, found)
  await assert.rejects(addUser(store, 'new@example.com'), isFollowing)
  const put = (await allUsers(store)).slice(0, 200)
  assert.equal((await apply(store, put)).changed, 0)
})
