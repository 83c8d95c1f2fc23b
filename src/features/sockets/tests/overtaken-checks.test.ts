/** Checks of one socket that overlap: the result of an older one must not undo a newer one (race condition). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createTestAuth } from '../../../testing/test-auth.ts'
import { admitSocketToken } from '../admit-socket.ts'
import { createAuthenticatedSocket } from '../authenticated-socket.ts'
import type { SocketOptions } from '../socket-options.ts'

async function openSocket() {
  const auth = await createTestAuth()
  const first = await auth.register('a@example.com')
  const waiting: ((isAllowed: boolean) => void)[] = []
  let isSlow = false
  const allows = () => (isSlow ? new Promise<boolean>(resolve => void waiting.push(resolve)) : Promise.resolve(true))
  const options: SocketOptions = { permissions: [{ name: 'Slow', allows }] }
  const closed: string[] = []
  const caller = await admitSocketToken(auth, first.access, options, { header: () => undefined })
  const socket = createAuthenticatedSocket(auth.system, options, caller, reason => void closed.push(reason))
  auth.clock.advance(60_000)
  const { access } = await auth.login('a@example.com')
  isSlow = true
  /** Resolves when so many checks have come to the permission. */
  const asked = async (count: number) => {
    while (waiting.length < count) await nextTurn()
  }
  const answer = async (index: number, isAllowed = true) => {
    await asked(index + 1)
    waiting[index]?.(isAllowed)
    await nextTurn()
  }
  return { socket, closed, first, access, asked, answer }
}

test('a check that a renewal overtook does not put the old token back', async () => {
  const { socket, access, asked, answer, closed } = await openSocket()
  const older = socket.check()
  await asked(1)
  const renewal = socket.check(access)
  await asked(2)
  await answer(1)
  assert.equal(await renewal, true)
  await answer(0)
  // What asked for the older check may concern the new token, so that is checked in its place.
  await answer(2)
  assert.equal(await older, true)
  assert.deepEqual([socket.caller.token, closed], [access, []])
})

test('a check that began after a renewal and ends after it does not put the old token back', async () => {
  const { socket, access, asked, answer, closed } = await openSocket()
  const renewal = socket.check(access)
  await asked(1)
  const newer = socket.check()
  await asked(2)
  await answer(0)
  await answer(1)
  await answer(2)
  assert.deepEqual([await renewal, await newer, socket.caller.token, closed], [true, true, access, []])
})

test('an overtaken check that refuses does not close; the check in its place does', async () => {
  const { socket, access, asked, answer, closed } = await openSocket()
  const older = socket.check()
  await asked(1)
  const renewal = socket.check(access)
  await asked(2)
  await answer(1)
  await answer(0, false)
  assert.deepEqual([await renewal, closed], [true, []])
  await answer(2, false)
  assert.deepEqual([await older, closed], [false, ['forbidden']])
})
