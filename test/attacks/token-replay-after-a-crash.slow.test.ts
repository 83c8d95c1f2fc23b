/** Requirement 16: the server is killed the moment it answered, and whoever kept old tokens tries them on the next. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createApi, type Pair, password } from '../faults/api.ts'
import { startServer } from '../faults/server-process.ts'

test('kill -9 revives no spent, logged out or superseded token', { timeout: 60_000 }, async t => {
  const folder = temporaryFolder(t)
  const first = await startServer(t, folder)
  const api = createApi(first.url)
  const begin = async (email: string): Promise<Pair> => (await api.register(email, password)).json.tokens
  const [rotated, left, changed] = [
    await begin('a@example.com'),
    await begin('b@example.com'),
    await begin('c@example.com'),
  ]
  const child: Pair = (await api.refresh(rotated.refresh)).json
  const grandchild: Pair = (await api.refresh(child.refresh)).json
  await api.logout(left)
  assert.equal((await api.changePassword(changed.access, password, 'Another-Pass-456')).status, 200)
  first.signal('SIGKILL')
  await first.ended

  const again = createApi((await startServer(t, folder)).url)
  assert.equal((await again.profile(grandchild.access)).status, 200)
  for (const { access, refresh } of [left, changed]) {
    assert.equal((await again.profile(access)).status, 401)
    assert.equal((await again.refresh(refresh)).status, 401)
  }
  // Two generations old: a replay, which also ends what came of it.
  assert.equal((await again.refresh(rotated.refresh)).status, 401)
  assert.equal((await again.profile(grandchild.access)).status, 401)
})
