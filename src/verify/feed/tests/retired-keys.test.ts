import assert from 'node:assert/strict'
import { test } from 'node:test'
import { implementations } from '../../../../test/vectors/implementations.ts'
import { retireKey, rotateKey } from '../../../flows/admin/manage-keys.ts'
import { generateKeyPair } from '../../../keys/generate.ts'
import { checks, openFeed, openIssuer, until } from './issuer.ts'

const operator = { kind: 'configuration' } as const

for (const each of implementations) {
  test(`${each.name}: a key that an operator makes is taken at once, and one that is retired is refused with its next line`, async t => {
    const { auth, fetch } = await openIssuer({
      algorithm: 'ES256',
      signingKey: generateKeyPair('ES256').privatePem,
      keyId: 'first',
      keyRotation: 'manual',
    })
    const { clock, system } = auth
    const { feed } = openFeed({ fetch, timer: clock })
    t.after(() => feed.close())
    const jwksUrl = 'https://auth.example.com/.well-known/jwks.json'
    const verify = each.createRemoteVerifier({
      ...checks,
      jwksUrl,
      algorithm: 'ES256',
      fetch,
      clock,
      revocations: feed,
    })
    const old = await auth.register('alice@example.com')
    assert.equal((await verify(old.access)).userId, '1')
    await until(() => system.revocationFeed.waiting === 1)

    const rotated = await rotateKey(system, operator, 'at_once')
    assert.equal(rotated.outcome, 'published')
    // In steps, as both ends go by this clock.
    for (let ms = 0; ms < 5000; ms += 250) {
      clock.advance(250)
      for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate)
    }
    const made = await auth.login('alice@example.com')
    assert.equal((await verify(made.access)).userId, '1')
    assert.equal((await verify(old.access)).userId, '1')

    assert.equal(await retireKey(system, operator, 'first'), 'retired')
    await until(() => {
      clock.advance(50)
      return !feed.acceptsKey('first')
    })
    await assert.rejects(verify(old.access), { status: 401, reason: 'unknown_kid' })
    assert.equal((await verify(made.access)).userId, '1')
  })
}
