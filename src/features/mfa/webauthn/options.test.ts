import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSeededRandom } from '../../../testing/seeded-random.ts'
import { creationOptions, newUserHandle } from './creation-options.ts'
import { newChallenge } from './options.ts'
import { requestOptions } from './request-options.ts'

const challenge = Buffer.alloc(32, 0xff)
const existing = [
  { id: Buffer.from([1, 2, 3]), transports: ['internal'] },
  { id: Buffer.from([4, 5, 6]), transports: [] },
]
const descriptors = [
  { type: 'public-key', id: 'AQID', transports: ['internal'] },
  { type: 'public-key', id: 'BAUG' },
]
const text = `${'_'.repeat(42)}8`

test('a registration asks for a passkey that verifies its user, in one of three algorithms, without attestation', () => {
  const user = { handle: Buffer.alloc(32, 0xff), name: 'alice@example.com', displayName: 'Alice' }
  assert.deepEqual(creationOptions({ challenge, rp: { id: 'example.com', name: 'Example' }, user, existing }), {
    rp: { id: 'example.com', name: 'Example' },
    user: { id: text, name: 'alice@example.com', displayName: 'Alice' },
    challenge: text,
    pubKeyCredParams: [-7, -8, -257].map(alg => ({ type: 'public-key', alg })),
    timeout: 300_000,
    excludeCredentials: descriptors,
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    attestation: 'none',
  })
})

test('a sign-in asks for a verified user, and for any passkey or some', () => {
  const asked = { challenge: text, timeout: 60_000, rpId: 'example.com', userVerification: 'required' }
  const request = { challenge, rpId: 'example.com', timeoutMs: 60_000 }
  assert.deepEqual(requestOptions({ ...request, allowed: [] }), { ...asked, allowCredentials: [] })
  assert.deepEqual(requestOptions({ ...request, allowed: existing }), { ...asked, allowCredentials: descriptors })
})

test('challenges and user handles are 32 random bytes', () => {
  const random = createSeededRandom()
  const made = [newChallenge(random), newChallenge(random), newUserHandle(random), newUserHandle(random)]
  assert.deepEqual(
    made.map(each => each.length),
    [32, 32, 32, 32],
  )
  assert.equal(new Set(made.map(each => Buffer.from(each).toString('hex'))).size, 4)
})
