import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from './fake-clock.ts'
import { createSeededRandom } from './seeded-random.ts'
import { createTestAuth } from './test-auth.ts'

test('a fake clock only moves when it is advanced', () => {
  const clock = createFakeClock(1000)
  assert.equal(clock.now(), 1000)
  clock.advance(250)
  assert.equal(clock.now(), 1250)
})

test('timers of a fake clock run at their time, in order, and not after they are cancelled', () => {
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

test('a seeded random repeats its values, and another seed gives others', () => {
  const draw = (seed: string) => {
    const random = createSeededRandom(seed)
    return [Buffer.from(random.bytes(40)).toString('hex'), random.uuidHex(), random.uuidHex()]
  }
  assert.deepEqual(draw('a'), draw('a'))
  assert.notDeepEqual(draw('a'), draw('b'))
  assert.equal(new Set(draw('a')).size, 3)
  assert.match(draw('a')[1] ?? '', /^[0-9a-f]{12}4[0-9a-f]{3}8[0-9a-f]{15}$/)
})

test('two runs with the same seed give the same tokens', async () => {
  const story = async () => {
    const auth = await createTestAuth({}, { seed: 'story' })
    return await auth.register('alice@example.com')
  }
  assert.deepEqual(await story(), await story())
})

test('a test auth answers requests, records events, and throws on an unexpected status', async () => {
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
