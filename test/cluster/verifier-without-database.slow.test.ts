import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { anyAudience, anyIssuer, createRevocationFeed, createVerifier } from '../../src/verify.ts'
import { createApi, password } from '../faults/api.ts'
import { secretKey } from '../faults/command-line.ts'
import { startServer } from '../faults/server-process.ts'

const feedToken = 'n0-service-but-this-one-knows-it'

/** Looks until it holds: a busy machine takes its time. */
async function until(holds: () => boolean): Promise<void> {
  for (let round = 0; !holds(); round += 1) {
    if (round > 1500) throw new Error(`it does not come true: ${holds}`)
    await pause(10)
  }
}

test('an issuer is killed and comes back: 503 meanwhile, and what was revoked meanwhile is never accepted', async t => {
  const folder = temporaryFolder(t)
  const env = {
    SECRET_KEY: secretKey,
    DATABASE_URL: 'sqlite:///shared.sqlite3',
    LATCHKEY_REVOCATION_FEED_TOKENS: feedToken,
  }
  const followed = await startServer(t, folder, env)
  const neighbour = createApi((await startServer(t, folder, env)).url)
  const feed = createRevocationFeed({ url: `${followed.url}/api/auth/revocations/`, token: feedToken })
  t.after(() => feed.close())
  await feed.ready()
  const verify = createVerifier({
    keys: [{ algorithm: 'HS256', key: secretKey }],
    issuer: anyIssuer,
    audience: anyAudience,
    tokenType: 'access',
    leeway: '5s',
    revocations: feed,
  })
  const answerTo = (token: string) => {
    try {
      verify(token)
      return 200
    } catch (error) {
      return error instanceof Error && 'status' in error ? error.status : error
    }
  }
  await neighbour.register('alice@example.com', password)
  const logIn = async () => (await neighbour.login('alice@example.com', password)).json
  const [kept, first, second] = [await logIn(), await logIn(), await logIn()]
  await until(() => answerTo(kept.access) === 200)
  await neighbour.logout(first)
  await until(() => answerTo(first.access) === 401)

  followed.signal('SIGKILL')
  await followed.ended
  await neighbour.logout(second)
  await until(() => answerTo(kept.access) === 503)
  const back = await startServer(t, folder, { ...env, PORT: String(followed.port) })
  const seen = new Set<unknown>()
  await until(() => {
    seen.add(answerTo(second.access))
    return answerTo(kept.access) === 200
  })
  assert.deepEqual([seen.has(200), answerTo(first.access), answerTo(second.access)], [false, 401, 401])

  // A shutdown waits for no one who waits: the answer that is open has 25 seconds to go.
  const asked = performance.now()
  back.signal('SIGTERM')
  const { code } = await back.ended
  assert.equal(code, 0)
  assert.ok(performance.now() - asked < 9000)
})
