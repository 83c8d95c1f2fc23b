/** What is killed goes on, two do not do the same, and a database may be away for a while. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { copyFromDjango } from '../../src/features/adoption/flows/copy-from-django.ts'
import { follow } from '../../src/features/adoption/flows/follow.ts'
import { verifyAdoption } from '../../src/features/adoption/flows/verify-adoption.ts'
import { whyNoDjangoShop } from '../../src/testing/django-shop.ts'
import { runOnPostgres } from '../../src/testing/postgres-store.ts'
import { type Adopting, setUpAdoption } from './adopting.ts'

const skip = await whyNoDjangoShop()

for (const into of ['sqlite', 'postgres'] as const) {
  test(`a copy that was killed with kill -9 goes on, and leaves nothing out (${into})`, { skip }, async t => {
    const adopting = await setUpAdoption(t, { kind: 'auth', engine: 'postgres', into, count: 1000 })
    await runOnPostgres(manyUsers, adopting.shop.url)
    const first = adopting.start('adopt', 'django')
    await until(async () => (await adopting.store.adoption.state())?.copiedTo !== undefined)
    first.process.kill('SIGKILL')
    await first.ended
    const state = await adopting.store.adoption.state()
    assert.equal(state?.phase, 'copying')
    // What is here already changes and goes meanwhile.
    await runOnPostgres("UPDATE auth_user SET first_name = 'changed' WHERE username = 'user7'", adopting.shop.url)
    const again = await adopting.run('adopt', 'django', '--json')
    assert.equal(again.code, 0, again.stderr)
    const { result, phase, users } = JSON.parse(again.stdout)
    assert.deepEqual([result, phase], ['resumed', 'following'])
    assert.ok(users < 31_000)
    const no = JSON.parse((await adopting.run('adopt', 'django', '--json')).stdout)
    assert.equal(no.result, 'already')
    const follower = adopting.start('adopt', 'django', '--follow', '--json')
    await follower.until('"lag_ms"')
    const second = await adopting.run('adopt', 'django', '--follow', '--json')
    assert.deepEqual([second.code, JSON.parse(second.stdout.split('\n').join('')).error.code], [1, 'adoption_busy'])
    follower.process.kill('SIGINT')
    assert.equal((await follower.ended).code, 0)
    await hasBothSame(adopting)
  })
}

/** As many as that the copy takes a while. */
const manyUsers = `
  INSERT INTO auth_user (password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined)
  SELECT 'pbkdf2_sha256$1$salt$aGFzaA==', false, 'many' || i, '', '', 'many' || i || '@example.com', false, true, now()
  FROM generate_series(1, 30000) i`

test('a Django that is away for a while is followed again, and what it did meanwhile comes over', { skip }, async t => {
  const adopting = await setUpAdoption(t, { kind: 'auth', engine: 'postgres' })
  const { url } = adopting.shop
  const controller = new AbortController()
  const parts = adopting.parts(await adopting.openDjango(), controller.signal)
  const { memory } = await copyFromDjango(parts, {})
  const following = follow(parts, { memory, everyMs: 100, isUnavailable: () => false })
  await until(async () => adopting.rounds.length > 1)
  await rename(url, `${url}_away`)
  await until(async () => adopting.remarks.length === 1)
  await runOnPostgres("UPDATE auth_user SET first_name = 'meanwhile' WHERE username = 'user7'", `${url}_away`)
  await rename(`${url}_away`, url)
  await until(async () => adopting.remarks.length === 2)
  controller.abort()
  assert.equal(await following, 'stopped')
  assert.match(adopting.remarks.join('\n'), /Django's database cannot be reached[\s\S]*It is there again/)
  assert.equal((await adopting.store.users.findByLogin('user7'))?.firstName, 'meanwhile')
})

/** Ends all connections to it first. */
async function rename(from: string, to: string): Promise<void> {
  const [one, other] = [from, to].map(url => new URL(url).pathname.slice(1))
  const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${one}'`
  for (let attempts = 0; ; attempts += 1) {
    await runOnPostgres(end)
    try {
      return await runOnPostgres(`ALTER DATABASE ${one} RENAME TO ${other}`)
    } catch (error) {
      if (attempts === 50) throw error
    }
  }
}

async function hasBothSame(adopting: Adopting): Promise<void> {
  const latchkey = await adopting.serve()
  const verified = await verifyAdoption(adopting.parts(await adopting.openDjango()), latchkey.system)
  assert.ok(verified.isSame, JSON.stringify(verified.differences))
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise(resolve => setTimeout(resolve, 20))
}
