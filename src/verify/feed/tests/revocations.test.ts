import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { AuthError } from '../../../problems.ts'
import type { Config } from '../../../settings/settings.ts'
import { createFakeClock } from '../../../testing/fake-clock.ts'
import { createVerifier } from '../../verifier.ts'
import type { RevocationFeedOptions } from '../revocation-feed.ts'
import { checks, sharedKeys as keys, openFeed, openIssuer, secretKey, until, waitingVerifiers } from './issuer.ts'

async function begin(
  each: (typeof waitingVerifiers)[number],
  t: TestContext,
  config: Config = {},
  options: Partial<RevocationFeedOptions> = {},
) {
  const issuer = await openIssuer(config)
  const { clock } = issuer.auth
  const { feed, events } = openFeed({ ...issuer, timer: clock }, options)
  t.after(() => feed.close())
  await feed.ready()
  return { ...issuer, issuer, clock, feed, events, verify: each.create({ ...checks, clock, revocations: feed }) }
}

const isOpen = (asked: readonly string[]) => asked.at(-1)?.includes('wait=25') === true

async function refusalOf(asking: Promise<unknown>): Promise<AuthError> {
  try {
    await asking
  } catch (error) {
    if (error instanceof AuthError) return error
    throw error
  }
  throw new assert.AssertionError({ message: 'it was accepted' })
}

const codeOf = (asking: Promise<unknown>) => refusalOf(asking).then(({ status, code }) => `${status} ${code}`)

for (const each of waitingVerifiers) {
  test(`${each.name}: a token that was logged out is refused at once, with the body that the issuer itself answers`, async t => {
    const { auth, feed, clock, verify, asked } = await begin(each, t)
    const now = createVerifier({ ...checks, keys, clock, revocations: feed })
    await auth.register('alice@example.com')
    const [kept, pair] = [await auth.login('alice@example.com'), await auth.login('alice@example.com')]
    await until(() => isOpen(asked))
    for (const token of [kept.access, pair.access]) {
      assert.equal((await verify(token)).userId, '1')
      assert.equal(now(token).userId, '1')
    }
    const before = asked.length
    await auth.logout(pair)
    await until(() => feed.size > 0)
    const { body, status, reason } = await refusalOf(verify(pair.access))
    assert.deepEqual([status, reason], [401, 'revoked'])
    assert.deepEqual(body, (await auth.visit(pair.access)).json)
    assert.throws(() => now(pair.access), { status: 401, body })
    assert.equal((await verify(kept.access)).userId, '1')
    assert.equal(now(kept.access).userId, '1')
    assert.equal(asked.length, before)
  })

  test(`${each.name}: deactivation, deletion, a changed password, the end of a session and a replay reach the verifier`, async t => {
    const { auth, feed, clock, verify } = await begin(each, t, { refreshGrace: 0 })
    const ends = [
      (_: unknown, id: number) => auth.store.directory.setFlags(id, { isActive: false }, clock.now()),
      (_: unknown, id: number) => auth.store.directory.delete(id, clock.now()),
      ({ access }: { access: string }) => auth.changePassword(access, 'AnotherPass456!'),
      (_: unknown, id: number) => auth.store.sessions.endAll(id, 'ended_by_operator', clock.now()),
      async ({ refresh }: { refresh: string }) => {
        await auth.refresh(refresh)
        await auth.refresh(refresh)
      },
      () => auth.store.sessions.endEvery('restored', clock.now()),
    ]
    for (const [index, end] of ends.entries()) {
      const pair = await auth.register(`user${index}@example.com`)
      assert.equal((await verify(pair.access)).userId, String(index + 1))
      const before = feed.size
      await end(pair, index + 1)
      await until(() => feed.size > before)
      assert.equal(await codeOf(verify(pair.access)), '401 token_not_valid', String(index))
    }
  })

  test(`${each.name}: while it is fresh nothing is asked, and then one question is for all that wait`, async t => {
    const { auth, clock, verify, asked, fetch: _, issuer } = await begin(each, t)
    const { access } = await auth.register('alice@example.com')
    await until(() => isOpen(asked))
    await verify(access)
    const before = asked.length
    await Promise.all(Array.from({ length: 50 }, () => verify(access)))
    assert.equal(asked.length, before)
    issuer.goAway()
    issuer.comeBack()
    clock.advance(1001)
    await Promise.all(Array.from({ length: 50 }, () => verify(access)))
    const questions = asked.slice(before).filter(query => !query.includes('wait'))
    assert.equal(questions.length, 1)
  })

  test(`${each.name}: an issuer that is away: accepted for the allowance, then 503, and after it is back never what was revoked`, async t => {
    const { auth, clock, verify, asked, issuer, events, feed } = await begin(each, t)
    const [pair, kept] = [await auth.register('alice@example.com'), await auth.register('bob@example.com')]
    await until(() => isOpen(asked))
    await verify(pair.access)
    issuer.goAway()
    clock.advance(900)
    await verify(pair.access)
    await auth.logout(pair)
    clock.advance(200)
    const refused = await refusalOf(verify(pair.access))
    assert.deepEqual(
      [refused.status, refused.code, refused.headers['Retry-After']],
      [503, 'revocations_unavailable', '1'],
    )
    assert.deepEqual(refused.body, { detail: refused.message })
    const now = createVerifier({ ...checks, keys, clock, revocations: feed })
    assert.throws(() => now(pair.access), { code: 'revocations_unavailable' })
    await until(() => events.length > 0)
    assert.deepEqual(events[0], {
      name: 'revocations.unavailable',
      reason: 'unreachable',
      data: { host: 'auth.example.com' },
    })
    clock.advance(60_000)
    issuer.comeBack()
    clock.advance(300)
    assert.equal(await codeOf(verify(pair.access)), '401 token_not_valid')
    assert.throws(() => now(pair.access), { status: 401 })
    assert.equal((await verify(kept.access)).userId, '2')
  })

  test(`${each.name}: without an allowance each wave asks once, and a verifier that cannot wait takes no such feed`, async t => {
    const { auth, clock, verify, asked, feed, issuer } = await begin(each, t, {}, { allowance: 0 })
    const pair = await auth.register('alice@example.com')
    // Its signature is verified: the next calls all come to the feed in one turn.
    await verify(pair.access)
    const before = asked.length
    await Promise.all(Array.from({ length: 20 }, () => verify(pair.access)))
    assert.equal(asked.length, before + 1)
    await auth.logout(pair)
    assert.equal(await codeOf(verify(pair.access)), '401 token_not_valid')
    issuer.goAway()
    assert.equal(await codeOf(verify((await auth.register('bob@example.com')).access)), '503 revocations_unavailable')
    assert.throws(() => createVerifier({ ...checks, keys, clock, revocations: feed }), TypeError)
  })

  test(`${each.name}: with more seconds tokens are accepted for so long`, async t => {
    const { auth, clock, verify, asked, issuer } = await begin(each, t, {}, { allowance: '1m' })
    const { access } = await auth.register('alice@example.com')
    await until(() => isOpen(asked))
    issuer.goAway()
    clock.advance(59_000)
    assert.equal((await verify(access)).userId, '1')
    clock.advance(1500)
    assert.equal(await codeOf(verify(access)), '503 revocations_unavailable')
  })

  test(`${each.name}: an issuer whose database is away is behind, and is not taken for fresh`, async t => {
    const { auth, clock, verify, asked } = await begin(each, t)
    const { access } = await auth.register('alice@example.com')
    await until(() => isOpen(asked))
    await auth.store.close()
    for (let round = 0; round < 5; round += 1) {
      clock.advance(250)
      await new Promise(setImmediate)
    }
    assert.equal(await codeOf(verify(access)), '503 revocations_unavailable')
  })

  test(`${each.name}: a clock that is set forward and back forgets no revocation, and freshness is not of it`, async t => {
    const issuer = await openIssuer()
    const timer = issuer.auth.clock
    let shift = 0
    const clock = { now: () => timer.now() + shift, elapsed: () => timer.now() }
    const { feed } = openFeed({ ...issuer, timer }, {}, clock)
    t.after(() => feed.close())
    await feed.ready()
    const verify = each.create({ ...checks, clock, revocations: feed })
    const [pair, kept] = [
      await issuer.auth.register('alice@example.com'),
      await issuer.auth.register('bob@example.com'),
    ]
    await issuer.auth.logout(pair)
    await until(() => feed.size > 0)
    for (shift of [86_400_000, -60_000, 0]) {
      await verify(kept.access).catch(() => {})
      timer.advance(250)
      await new Promise(setImmediate)
    }
    assert.equal(await codeOf(verify(pair.access)), '401 token_not_valid')
    assert.equal((await verify(kept.access)).userId, '2')
  })

  test(`${each.name}: a process that verifies nothing stops following, and catches up before its next token`, async t => {
    const { auth, clock, verify, asked, feed } = await begin(each, t, {}, { idleAfter: '1m' })
    const pair = await auth.register('alice@example.com')
    await verify(pair.access)
    const isQuiet = () => auth.system.revocationFeed.waiting === 0
    for (let seconds = 0; seconds < 100; seconds += 1) {
      clock.advance(1000)
      for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate)
    }
    await until(isQuiet)
    const before = asked.length
    clock.advance(600_000)
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate)
    assert.equal(asked.length, before)
    const late = await auth.login('alice@example.com')
    await auth.logout(late)
    assert.equal(await codeOf(verify(late.access)), '401 token_not_valid')
    assert.ok(asked.length > before)
    await until(() => auth.system.revocationFeed.waiting === 1)
    assert.ok(feed.size > 0)
  })

  test(`${each.name}: an issuer whose database was replaced gives everything anew`, async t => {
    const clock = createFakeClock()
    const [old, restored] = [await openIssuer({}, clock), await openIssuer({ secretKey: `${secretKey}!` }, clock)]
    let current = old
    const fetch: typeof globalThis.fetch = (...given) => current.fetch(...given)
    const { feed } = openFeed({ fetch, timer: clock })
    t.after(() => feed.close())
    const mine = await old.auth.register('alice@example.com')
    await old.auth.logout(mine)
    await feed.ready()
    await until(() => isOpen(old.asked))
    await restored.auth.register('carol@example.com')
    for (let index = 0; index < 3; index += 1) {
      await restored.auth.store.sessions.revokeJti(`jti-${index}`, clock.now() + 60_000, clock.now())
    }
    current = restored
    old.goAway()
    clock.advance(1001)
    await feed.ensureFresh()
    assert.equal(feed.size, 3)
  })

  test(`${each.name}: a feed that is closed refuses everything`, async t => {
    const { auth, verify, feed, clock } = await begin(each, t)
    const { access } = await auth.register('alice@example.com')
    feed.close()
    clock.advance(1001)
    assert.equal(await codeOf(verify(access)), '503 revocations_unavailable')
    await until(() => auth.system.revocationFeed.waiting === 0)
  })

  test(`${each.name}: under SimpleJWT’s behaviour a logout leaves the access token valid here, too`, async t => {
    const { auth, verify, asked, clock } = await begin(each, t, { compat: 'simplejwt' })
    await auth.register('alice@example.com')
    const pair = await auth.login('alice@example.com')
    await until(() => isOpen(asked))
    await auth.logout(pair)
    clock.advance(250)
    await new Promise(setImmediate)
    assert.equal((await verify(pair.access)).userId, '1')
  })

  test(`${each.name}: without a session a token is refused by its user and its age, with one by its session alone`, async t => {
    const { auth, clock, verify, feed, asked } = await begin(each, t, { keepCurrentSession: true })
    const pair = await auth.register('alice@example.com')
    await until(() => isOpen(asked))
    await auth.changePassword(pair.access, 'AnotherPass456!')
    await until(() => feed.size > 0)
    // The session that asked for it is kept, though its token is as old.
    assert.equal((await verify(pair.access)).userId, '1')
    const { mintToken } = await import('../../../tokens/mint.ts')
    const { accessToken } = await import('../../../tokens/access.ts')
    const foreign = await mintToken(auth.system, accessToken, { userId: 1 })
    assert.equal(await codeOf(verify(foreign.text)), '401 token_not_valid')
    clock.advance(1000)
    assert.equal((await verify((await mintToken(auth.system, accessToken, { userId: 1 })).text)).userId, '1')
  })
}
