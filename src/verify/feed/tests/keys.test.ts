import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Implementation, implementations } from '../../../../test/vectors/implementations.ts'
import { createNeeds } from '../../../../test/vectors/needs.ts'
import { generateKeyPair } from '../../../keys/generate.ts'
import { publicJwks } from '../../../keys/jwks.ts'
import { createKeyring } from '../../../keys/keyring.ts'
import { createFakeClock } from '../../../testing/fake-clock.ts'
import { mintNow } from '../../../testing/mint-now.ts'
import { accessToken } from '../../../tokens/access.ts'
import { createVerifier } from '../../verifier.ts'
import { checks, connectTo, openFeed, until } from './issuer.ts'

function ringOf(kid: string) {
  return createKeyring({ algorithm: 'ES256', signingKey: generateKeyPair('ES256').privatePem, kid })
}

const rings = { old: ringOf('old'), new: ringOf('new') }
const published = { keys: Object.values(rings).flatMap(ring => publicJwks(ring).keys) }

/** An issuer that says which keys verify, and a publisher that may be behind. */
function begin(each: Implementation, t: { after(end: () => void): void }, keys: readonly (string | null)[]) {
  const clock = createFakeClock()
  const issuer = { keys, set: published, sets: 0 }
  const { fetch } = connectTo(async request => {
    if (request.url.endsWith('jwks.json')) {
      issuer.sets += 1
      return Response.json(issuer.set)
    }
    const line = () => `${JSON.stringify({ v: 1, asOf: 0, cursor: 'c', keys: issuer.keys })}\n`
    return new Response(line())
  })
  const { feed } = openFeed({ fetch, timer: clock })
  t.after(() => feed.close())
  const verify = each.createRemoteVerifier({
    ...checks,
    jwksUrl: 'https://auth.example.com/.well-known/jwks.json',
    algorithm: 'ES256',
    fetch,
    clock,
    revocations: feed,
  })
  const tokenOf = (kid: 'old' | 'new') =>
    mintNow(createNeeds({}, { keyring: rings[kid], clock }), accessToken, { userId: 7 }).text
  return { clock, issuer, feed, verify, tokenOf }
}

for (const each of implementations) {
  test(`${each.name}: a key that the issuer names no more is refused, although the published set still has it`, async t => {
    const { issuer, feed, verify, tokenOf, clock } = begin(each, t, ['old', 'new'])
    const now = createVerifier({ ...checks, keys: published, clock, revocations: feed })
    await feed.ready()
    assert.equal((await verify(tokenOf('old'))).userId, '7')
    issuer.keys = ['new']
    clock.advance(1001)
    await assert.rejects(verify(tokenOf('old')), { status: 401, code: 'token_not_valid', reason: 'unknown_kid' })
    assert.throws(() => now(tokenOf('old')), { reason: 'unknown_kid' })
    assert.equal((await verify(tokenOf('new'))).userId, '7')
    assert.equal(now(tokenOf('new')).userId, '7')
  })

  test(`${each.name}: a key that is newer than what is known is asked about before it is refused`, async t => {
    const { issuer, feed, verify, tokenOf } = begin(each, t, ['old'])
    await feed.ready()
    issuer.keys = ['old', 'new']
    assert.equal((await verify(tokenOf('new'))).userId, '7')
  })

  test(`${each.name}: a key that the issuer names is fetched at once, an invented one is not`, async t => {
    const { issuer, feed, verify, tokenOf, clock } = begin(each, t, ['old'])
    issuer.set = publicJwks(rings.old) as typeof published
    await feed.ready()
    assert.equal((await verify(tokenOf('old'))).userId, '7')
    assert.equal(issuer.sets, 1)
    clock.advance(2000)
    const invented = `${Buffer.from('{"alg":"ES256","kid":"invented"}').toString('base64url')}.e30.x`
    await assert.rejects(verify(invented), { status: 401 })
    assert.equal(issuer.sets, 1)
    issuer.set = published
    issuer.keys = ['old', 'new']
    clock.advance(1001)
    await feed.ensureFresh()
    await until(() => feed.vouchesFor('new'))
    assert.equal((await verify(tokenOf('new'))).userId, '7')
    assert.equal(issuer.sets, 2)
  })

  test(`${each.name}: a single key without a name takes every name, as the issuer does`, async t => {
    const { feed } = begin(each, t, [null])
    await feed.ready()
    assert.deepEqual([feed.acceptsKey('any'), feed.acceptsKey(undefined), feed.vouchesFor('any')], [true, true, false])
  })
}
