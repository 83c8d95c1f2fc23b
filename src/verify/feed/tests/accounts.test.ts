/** Tokens that name their user by something that can change hands (`userIdField`), and have no session. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mintNow } from '../../../testing/mint-now.ts'
import { accessToken } from '../../../tokens/access.ts'
import { checks, openFeed, openIssuer, until, waitingVerifiers } from './issuer.ts'

for (const each of waitingVerifiers) {
  test(`${each.name}: "end all" of an account reaches its tokens by the id that they hold beside the name`, async t => {
    const issuer = await openIssuer({ accounts: 'email', userIdField: 'email' })
    const { auth } = issuer
    const { feed } = openFeed({ ...issuer, timer: auth.clock })
    t.after(() => feed.close())
    await auth.register('alice@example.com')
    await auth.register('bob@example.com')
    await feed.ready()
    const verify = each.create({ ...checks, clock: auth.clock, revocations: feed })
    const mint = (userId: string, accountId?: number) => mintNow(auth.system, accessToken, { userId, accountId }).text
    const [alice, bob, foreign] = [mint('alice@example.com', 1), mint('bob@example.com', 2), mint('alice@example.com')]
    assert.equal((await verify(alice)).userId, 'alice@example.com')
    await auth.store.sessions.endAll(1, 'ended_by_operator', auth.clock.now())
    await until(() => feed.size > 1)
    await assert.rejects(verify(alice), { status: 401, reason: 'revoked' })
    assert.equal((await verify(bob)).userId, 'bob@example.com')
    // It says no account, and the feed names no one by name.
    assert.equal((await verify(foreign)).userId, 'alice@example.com')
  })
}
