import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeSigner, type SignerMood } from '../../testing/fake-signer.ts'
import { createTestAuth } from '../../testing/test-auth.ts'
import { createRegistry } from './registry.ts'
import { watchSigner } from './signer-metrics.ts'

/** The lines of the counter, and those of the histogram that have no bucket. */
function linesOf(text: string): readonly string[] {
  return text.match(/^latchkey_(?:signatures|signer_duration_seconds_(?:sum|count)).*/gm) ?? []
}

test('each request to the signer is counted by its outcome and timed, also one that is given up', async t => {
  const fake = createFakeSigner('ES256')
  const auth = await createTestAuth(fake.settings)
  t.after(() => auth.close())
  const registry = createRegistry()
  let at = 0
  watchSigner(registry, auth, () => at)
  const { signing } = auth.system.keyring
  const ask = async (mood: SignerMood, took: number) => {
    fake.mood = mood
    const signed = Promise.resolve(signing.sign('eyJhbGciOiJFUzI1NiJ9.e30')).catch(() => {})
    at += took
    if (mood === 'hangs') auth.clock.advance(3000)
    await signed
  }
  await ask('signs', 40)
  await ask('signs', 60)
  await ask('is_away', 0)
  await ask('hangs', 3000)
  await ask('has_another_key', 0)
  const key = `key="${fake.pair.kid}"`
  assert.deepEqual(linesOf(registry.render()), [
    `latchkey_signatures_total{${key},outcome="signed"} 2`,
    `latchkey_signatures_total{${key},outcome="failed"} 1`,
    `latchkey_signatures_total{${key},outcome="timeout"} 1`,
    `latchkey_signatures_total{${key},outcome="no_signature"} 0`,
    `latchkey_signatures_total{${key},outcome="other_key"} 1`,
    `latchkey_signer_duration_seconds_sum{${key}} 3.1`,
    `latchkey_signer_duration_seconds_count{${key}} 5`,
  ])
  assert.match(registry.render(), /_bucket\{key="[^"]+",le="0.05"\} 3\n/)
})

test('a wrong form of a signature has an outcome of its own', async t => {
  const fake = createFakeSigner('ES256', { signatureFormat: 'der' })
  const auth = await createTestAuth(fake.settings)
  t.after(() => auth.close())
  const registry = createRegistry()
  watchSigner(registry, auth, () => 0)
  fake.mood = 'returns_rubbish'
  await assert.rejects(async () => await auth.system.keyring.signing.sign('a.b'))
  assert.match(registry.render(), /outcome="no_signature"\} 1\n/)
})

test('a login counts both of its tokens, and without a signer there is no such line', async t => {
  const fake = createFakeSigner('ES256')
  const auth = await createTestAuth(fake.settings)
  t.after(() => auth.close())
  const registry = createRegistry()
  watchSigner(registry, auth, () => 0)
  await auth.register('alice@example.com')
  assert.match(registry.render(), /outcome="signed"\} 2\n/)
  const local = createRegistry()
  const without = await createTestAuth()
  t.after(() => without.close())
  watchSigner(local, without, () => 0)
  assert.equal(local.render(), '')
})
