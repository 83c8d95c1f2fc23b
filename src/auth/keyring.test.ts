import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolveSettings } from '../settings.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createKeyringOf } from './keyring.ts'

const secretKey = '3b0e57a1c0e94a4f8d0b6b8f7d1c2a9e55aa'
const weak = 'short-key-of-a-team'

function ringOf(values: Record<string, unknown>, clock = createFakeClock()) {
  return createKeyringOf(resolveSettings([{ source: 'test', values: { secretKey, ...values } }]), { clock })
}

test('hazard j: a weak key signs while a Django project is moved in', () => {
  const ring = ringOf({
    signingKey: weak,
    acceptWeakSigningKey: 'while-adopting',
    djangoDatabaseUrl: 'sqlite:db.sqlite3',
  })
  assert.equal(ring.keys.length, 1)
})

test('hazard j: tokens of a key that no longer signs are refused from its end on', () => {
  const clock = createFakeClock()
  const until = new Date(clock.now() + 60_000).toISOString()
  const ring = ringOf({ keyId: 'new', previousKeys: [{ kid: 'django', key: weak, takesUnnamed: true, until }] }, clock)
  const old = ring.find(undefined)
  assert.deepEqual([old?.kid, ring.find('django')?.kid, ring.keys.length], ['django', 'django', 2])
  assert.equal(ring.findByHeader(old?.headerText ?? ''), old)
  clock.advance(59_999)
  assert.equal(ring.find(undefined)?.kid, 'django')
  clock.advance(1)
  assert.deepEqual([ring.find(undefined), ring.find('django'), ring.keys.length], [undefined, undefined, 1])
  assert.equal(ring.findByHeader(old?.headerText ?? ''), undefined)
  assert.equal(ring.find('new'), ring.signing)
})
