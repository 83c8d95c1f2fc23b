import assert from 'node:assert/strict'
import { test } from 'node:test'
import { actingAs } from '../testing/acting-as.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { createTokenFactory } from '../testing/token-factory.ts'
import type { Principal } from '../users/principal.ts'
import { endSessionById, endSessions, listSessions } from './manage-sessions.ts'

async function withThree() {
  const auth = await createTestAuth()
  const { user } = await actingAs(auth, { email: 'alice@example.com' })
  const factory = createTokenFactory(auth)
  const sids = [...(await auth.system.sessions.listLive(user.id, auth.clock.now()))].map(({ id }) => id)
  for (let index = 0; index < 2; index++) {
    auth.clock.advance(1000)
    await factory.pair(user)
  }
  const [current = ''] = sids
  const caller = { id: user.id, sid: current } as Principal
  return { auth, caller, live: async () => (await listSessions(auth.system, caller)).map(({ id }) => id) }
}

test('sessions are listed with the last used first', async () => {
  const { caller, live } = await withThree()
  const listed = await live()
  assert.equal(listed.length, 3)
  assert.equal(listed.at(-1), caller.sid)
})

test('another user’s session is as unknown as one that never was (IDOR)', async () => {
  const { auth, caller, live } = await withThree()
  const { user } = await actingAs(auth, { email: 'mallory@example.com' })
  const mallory = { id: user.id } as Principal
  assert.equal(await endSessionById(auth.system, mallory, caller.sid ?? ''), 'unknown')
  assert.equal(await endSessionById(auth.system, mallory, 'never-was'), 'unknown')
  assert.equal((await live()).length, 3)
})

test('a session ends once', async () => {
  const { auth, caller, live } = await withThree()
  const [sid = ''] = await live()
  assert.equal(await endSessionById(auth.system, caller, sid), 'ended')
  assert.equal(await endSessionById(auth.system, caller, sid), 'unknown')
})

test('the others end and the caller’s stays, or all end', async () => {
  const { auth, caller, live } = await withThree()
  await endSessions(auth.system, caller, 'others')
  assert.deepEqual(await live(), [caller.sid])
  await endSessions(auth.system, caller, 'all')
  assert.deepEqual(await live(), [])
})
