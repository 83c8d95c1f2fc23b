/**
 * SIGKILL in the middle of everything, and a new start on the same file: what was acknowledged happened, what was
 * spent stays spent, and what was never answered happened whole or not at all.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { createTestSchema, whyNoPostgres } from '../../src/testing/postgres-store.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { type Api, createApi } from './api.ts'
import { secretKey } from './command-line.ts'
import { keepBusy, type Person } from './load.ts'
import { startServer } from './server-process.ts'

/** Five keep `npm run test:slow` short. More by KILL_NINE_ROUNDS. */
const rounds = Number(process.env.KILL_NINE_ROUNDS ?? 5)
const crowdSize = 8
/** Far above what a round takes (2 to 4 s alone, 10 beside a busy neighbour): it is there to name a round that hangs. */
const bounds = { timeout: 28_000 * rounds }

test('sqlite: no acknowledged write is lost and no ended session revived by kill -9', bounds, async t => {
  const path = join(temporaryFolder(t), 'latchkey.sqlite3')
  await killAgainAndAgain(t, `sqlite:${path}`, () => assert.deepEqual(integrityOf(path), ['ok']))
})

const onPostgres = { ...bounds, skip: await whyNoPostgres() }

test('postgres: no acknowledged write is lost and no ended session revived by kill -9', onPostgres, async t => {
  await killAgainAndAgain(t, await createTestSchema(t), () => {})
})

async function killAgainAndAgain(t: TestContext, databaseUrl: string, checkDatabase: () => void): Promise<void> {
  const folder = temporaryFolder(t)
  const env = { SECRET_KEY: secretKey, DATABASE_URL: databaseUrl }
  const everybody: Person[] = []
  const unanswered = new Set<string>()

  for (let round = 0; round < rounds; round += 1) {
    const doomed = await startServer(t, folder, env)
    // The blow falls in the middle of the work, each round at another point of it.
    let answers = 0
    const onAnswer = () => {
      answers += 1
      if (answers === 60 + 47 * (round % 8)) doomed.signal('SIGKILL')
    }
    const crowd = Array.from({ length: crowdSize }, (_, n) =>
      keepBusy(createApi(doomed.url), `r${round}p${n}`, onAnswer),
    )
    const people = (await Promise.all(crowd)).flat()
    assert.equal((await doomed.ended).signal, 'SIGKILL')

    const revived = await startServer(t, folder, env)
    const api = createApi(revived.url)
    for (const person of everybody) await assertLogsIn(api, person)
    for (const person of people) await assertConsistent(api, person)
    for (const person of people) if (person.unanswered !== undefined) unanswered.add(person.unanswered)
    everybody.push(
      ...people.filter(({ unanswered: open, tokens }) => open === undefined && tokens.length > 0).slice(0, 5),
    )
    revived.signal('SIGTERM')
    assert.equal((await revived.ended).code, 0)
    checkDatabase()
    t.diagnostic(`round ${round + 1}: ${people.length} people, ${people.flatMap(p => p.tokens).length} pairs`)
    assert.ok(people.length > crowdSize, 'the blow came before anything had happened')
  }
  t.diagnostic(`never answered: ${[...unanswered].join(', ')}`)
}

async function assertConsistent(api: Api, person: Person): Promise<void> {
  if (person.unanswered === 'registration') return await assertWholeOrNotAtAll(api, person)
  const hasNewPassword =
    person.unanswered === 'password change' && (await hasPassword(api, person, person.nextPassword))
  const isOver = person.isLoggedOut || person.hasChangedPassword || hasNewPassword
  await assertSession(api, person, isOver)
  if (hasNewPassword) assert.equal(await hasPassword(api, person, person.password), false, person.email)
  else await assertLogsIn(api, person)
}

/** The last acknowledged token works unless the session is over; where it works, older ones are spent. */
async function assertSession(api: Api, { email, tokens, unanswered }: Person, isOver: boolean): Promise<void> {
  const [last, beforeLast] = [tokens.at(-1), tokens.at(-2)]
  assert.ok(last, email)
  const refreshed = await api.refresh(last.refresh)
  if (unanswered !== 'logout' || isOver) assert.equal(refreshed.status, isOver ? 401 : 200, email)
  // Half a logout would refuse the one and open to the other.
  const opened = await api.profile(last.access)
  assert.equal(opened.status, refreshed.status, email)
  if (refreshed.status === 401 || beforeLast === undefined) return
  assert.equal((await api.refresh(beforeLast.refresh)).status, 401, `${email}: a grandparent`)
  assert.equal((await api.refresh(refreshed.json.refresh)).status, 401, `${email}: after a replay`)
}

async function assertLogsIn(api: Api, person: Person): Promise<void> {
  assert.equal(await hasPassword(api, person, person.password), true, person.email)
}

/** Either the account is there and opens, or its address is free. */
async function assertWholeOrNotAtAll(api: Api, person: Person): Promise<void> {
  if (await hasPassword(api, person, person.password)) return
  assert.equal((await api.register(person.email, person.password)).status, 201, person.email)
}

async function hasPassword(api: Api, { email }: Person, password: string): Promise<boolean> {
  const { status } = await api.login(email, password)
  assert.ok(status === 200 || status === 401, `${email}: ${status}`)
  return status === 200
}

function integrityOf(path: string): readonly unknown[] {
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    return db
      .prepare('PRAGMA integrity_check')
      .all()
      .map(row => row.integrity_check)
  } finally {
    db.close()
  }
}
