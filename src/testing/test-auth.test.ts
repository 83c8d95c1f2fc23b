import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from './fake-clock.ts'
import { createSeededRandom } from './seeded-random.ts'
import { createTestAuth } from './test-auth.ts'

test('a fake clock stands still and moves when it is told to', () => {
  const clock = createFakeClock(1000)
  assert.equal(clock.now(), 1000)
  clock.advance(250)
  assert.equal(clock.now(), 1250)
})

test('what was put off on a fake clock happens at its moment, in order, and not when it was called off', () => {
  const clock = createFakeClock(1000)
  const seen: string[] = []
  clock.after(300, () => seen.push(`late at ${clock.now()}`))
  clock.after(100, () => seen.push(`early at ${clock.now()}`))
  clock.after(200, () => seen.push('never'))()
  clock.advance(299)
  assert.deepEqual(seen, ['early at 1100'])
  clock.advance(1)
  assert.deepEqual(seen, ['early at 1100', 'late at 1300'])
})

test('a seeded random repeats itself, and other seeds give other values', () => {
  const draw = (seed: string) => {
    const random = createSeededRandom(seed)
    return [Buffer.from(random.bytes(40)).toString('hex'), random.uuidHex(), random.uuidHex()]
  }
  assert.deepEqual(draw('a'), draw('a'))
  assert.notDeepEqual(draw('a'), draw('b'))
  assert.equal(new Set(draw('a')).size, 3)
  assert.match(draw('a')[1] ?? '', /^[0-9a-f]{12}4[0-9a-f]{3}8[0-9a-f]{15}$/)
})

test('two runs of one story with one seed give the same tokens', async () => {
  const story = async () => {
    const auth = await createTestAuth({}, { seed: 'story' })
    return await auth.register('alice@example.com')
  }
  assert.deepEqual(await story(), await story())
})

test('a test auth answers, keeps its events, and tells an unexpected answer', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register('alice@example.com')
  assert.equal((await auth.visit(access)).json.email, 'alice@example.com')
  assert.deepEqual(
    auth.events.map(({ name }) => name),
    ['user.registered'],
  )
  await assert.rejects(auth.login('alice@example.com', 'wrong'), /expected 200, got 401/)
  assert.deepEqual(auth.reasonsOf('login.failed'), ['wrong_password'])
})
