/**
 * A stranger times wrong passwords to learn who has an account: a user with an old, cheap hash must not answer sooner
 * than nobody does. The bounds are wide, as clocks of busy machines are; without the make-up MD5 is a thousand times
 * faster.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPasswordHasher } from '../../src/passwords/hasher.ts'
import { loadArgon2 } from '../../src/ports/defaults/argon2.ts'
import { createBcrypt } from '../../src/ports/defaults/bcrypt.ts'
import { createSeededRandom } from '../../src/testing/seeded-random.ts'

const salt = 'abcdefghijklmnopqrstuv'
const cheaper = {
  md5: `md5$${salt}$${'0'.repeat(32)}`,
  'unsalted sha1': `sha1$$${'0'.repeat(40)}`,
  'pbkdf2 with a third of the rounds': `pbkdf2_sha256$100000$${salt}$${'A'.repeat(43)}=`,
  unusable: `!${'a'.repeat(40)}`,
  gibberish: 'gibberish',
}

for (const [name, stored] of Object.entries(cheaper)) {
  test(`a wrong password takes as long for ${name} as for an unknown account (account enumeration)`, async () => {
    const hasher = await createPasswordHasher({
      passwordForm: 'nfc',
      argon2: await loadArgon2(),
      bcrypt: createBcrypt(),
      passwordHasher: 'pbkdf2_sha256',
      passwordMemory: 64,
      passwordIterations: 1,
      passwordParallelism: 1,
      pbkdf2Iterations: 300_000,
      bcryptRounds: 4,
      scryptCost: 16,
      scryptParallelism: 1,
      random: createSeededRandom(),
      concurrency: 1,
      passwordQueue: 10,
    })
    const [known = 0, nobody = 0] = await fastest([
      () => hasher.verify('wrong', stored),
      () => hasher.verify('wrong', hasher.decoy),
    ])
    assert.ok(known / nobody > 0.5 && known / nobody < 2, `${known} ms against ${nobody} ms`)
  })
}

/** Each act's fastest of nine, taken in turn: what else the machine does only ever adds, and meets both alike. */
async function fastest(acts: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const times = acts.map(() => Number.POSITIVE_INFINITY)
  for (let round = 0; round < 9; round += 1) {
    for (const [index, act] of acts.entries()) {
      const begun = performance.now()
      await act()
      times[index] = Math.min(times[index] ?? 0, performance.now() - begun)
    }
  }
  return times
}
