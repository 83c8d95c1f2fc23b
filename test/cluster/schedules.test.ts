/**
 * Random schedules: logins, refreshes with tokens of any age, logouts, password changes, deactivations and ends of all
 * sessions of one account, several at once, on two nodes whose clocks are two seconds apart. What each is told, the
 * sessions that are left and the revocations that are written fit some order of them, one after the other.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { Secret } from '../../src/kernel/secret.ts'
import type { UserId } from '../../src/kernel/user-id.ts'
import type { Store } from '../../src/store.ts'
import { createTestSchema, openTestPostgres, whyNoPostgres } from '../../src/testing/postgres-store.ts'
import { openTestStore } from '../../src/testing/sqlite-store.ts'
import {
  addUser,
  beginning,
  leaving,
  refreshing,
  revocationsOf,
  now as start,
} from '../../src/testing/store-contract/opened-store.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { type Account, type Action, apply, begin, explain, grace, type Told } from './account-model.ts'

/** More by SCHEDULE_RUNS. A failure prints its seed and path; FC_SEED repeats it. */
const numRuns = Number(process.env.SCHEDULE_RUNS ?? 40)
const seed = process.env.FC_SEED === undefined ? {} : { seed: Number(process.env.FC_SEED) }
/** The clock of the second node is so much ahead. */
const skew = 2000

/** An action before it is known which sessions and tokens there are: numbers that choose among them. */
const drawn = fc.record({
  what: fc.constantFrom('login', 'login', 'refresh', 'refresh', 'refresh', 'logout', 'password', 'active', 'end all'),
  node: fc.nat(1),
  session: fc.nat(5),
  // Mostly the newest.
  age: fc.constantFrom(0, 0, 0, 1, 1, 2),
  choice: fc.nat(3),
})
type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never

const schedule = fc.array(
  fc.record({
    pause: fc.constantFrom(0, 1, skew, grace - 1, grace, grace + 1, -grace, 60_000),
    together: fc.array(drawn, { minLength: 1, maxLength: 6 }),
  }),
  { minLength: 1, maxLength: 8 },
)

test('sqlite: what racing actions are told fits an order of them', async t => {
  const path = join(temporaryFolder(t), 'shared.sqlite3')
  await checkSchedules([openTestStore(t, path), openTestStore(t, path)])
})

test('postgres: what racing actions are told fits an order of them', { skip: await whyNoPostgres() }, async t => {
  const url = await createTestSchema(t)
  await checkSchedules([await openTestPostgres(t, {}, { url }), await openTestPostgres(t, {}, { url })])
})

test('the model finds a session that survives a password change, and a second successor', async () => {
  const [account] = apply(begin('old'), { what: 'login', sid: 'a', password: 'old', most: undefined, now: 0, node: 0 })
  const change = { what: 'password', from: 'old', to: 'new', except: undefined, now: 0, node: 0 } as const
  const late = { what: 'login', sid: 'b', password: 'old', most: undefined, now: 0, node: 1 } as const
  const isAlive = (sid: string) => (found: Account) => found.sessions.get(sid)?.isLive === true
  assert.equal(
    explain(
      account,
      [
        [change, 'changed'],
        [late, 'started'],
      ],
      isAlive('b'),
    ),
    undefined,
  )
  const successor = (next: string) => ({ what: 'refresh', sid: 'a', jti: 'a-1', next, now: 0, node: 0 }) as const
  assert.equal(
    explain(
      account,
      [
        [successor('x'), 'rotated'],
        [successor('y'), 'rotated'],
      ],
      () => true,
    ),
    undefined,
  )
  assert.ok(
    explain(
      account,
      [
        [successor('x'), 'rotated'],
        [successor('y'), 'forgiven x'],
      ],
      isAlive('a'),
    ),
  )
})

async function checkSchedules(nodes: readonly Store[]): Promise<void> {
  let people = 0
  const property = fc.asyncProperty(schedule, async rounds => {
    people += 1
    const run = createRun(nodes, `p${people}`)
    await run.begin()
    for (const { pause, together } of rounds) await run.race(pause, together)
  })
  await fc.assert(property, { numRuns, ...seed })
}

function createRun(nodes: readonly Store[], name: string) {
  const [first] = nodes
  if (first === undefined) throw new TypeError('no node')
  let userId: UserId = 0
  let account = begin('argon2$0')
  let now = start
  let count = 0
  /** Every token of each session, the newest last. */
  const tokens = new Map<string, string[]>()

  const toAction = ({ what, node, session, age, choice }: Drawn): Action => {
    count += 1
    const when = { now: now + node * skew, node }
    const [sid = 'none', jtis = ['none']] = [...tokens][session % Math.max(1, tokens.size)] ?? []
    const jti = jtis.at(-1 - age) ?? 'none'
    const except = choice === 0 ? sid : undefined
    if (what === 'login') {
      return { what, sid: `${name}-${count}`, password: account.password, most: choice === 0 ? 2 : undefined, ...when }
    }
    if (what === 'refresh') return { what, sid, jti, next: `${name}-next-${count}`, ...when }
    if (what === 'logout') return { what, sid, jti, ...when }
    if (what === 'password') return { what, from: account.password, to: `argon2$${count}`, except, ...when }
    if (what === 'active') return { what, isActive: choice > 1, ...when }
    return { what: 'end all', except, ...when }
  }

  const remember = ([action, told]: readonly [Action, Told]) => {
    if (action.what === 'login' && told === 'started') tokens.set(action.sid, [`${action.sid}-1`])
    if (action.what === 'refresh' && told === 'rotated') tokens.get(action.sid)?.push(action.next)
  }

  return {
    async begin() {
      const password = new Secret(account.password)
      userId = (await addUser(first, `${name}@example.com`, { password })).id
    },
    async race(pause: number, together: readonly Drawn[]) {
      now += pause
      const actions = together.map(toAction)
      const told = await Promise.all(
        actions.map(async action => [action, await perform(nodes[action.node] ?? first, userId, action)] as const),
      )
      for (const each of told) remember(each)
      const found = await look(first, userId, [...tokens.keys()])
      const after = explain(account, told, model => isSame(model, found))
      assert.ok(after, `no order explains ${JSON.stringify({ before: [...account.sessions], told, found }, null, 1)}`)
      account = after
      for (const node of nodes) await assertRevoked(node, name, account)
    },
  }
}

async function perform(node: Store, userId: UserId, action: Action): Promise<Told> {
  const { now } = action
  switch (action.what) {
    case 'login': {
      const proven = { provenBy: new Secret(action.password), wasActive: true, maximumSessions: action.most }
      return await node.sessions.start(
        beginning({ id: userId }, action.sid, { now, tokensUntil: now + 60_000, ...proven }),
      )
    }
    case 'refresh': {
      const attempt = refreshing(action.sid, action.jti, action.next, { userId, now, grace })
      const outcome = await node.sessions.rotate(attempt)
      return outcome.kind === 'forgiven' ? `forgiven ${outcome.current.jti}` : outcome.kind
    }
    case 'logout':
      return await node.sessions.logout(leaving(action.sid, action.jti, { userId, now, grace }))
    case 'password': {
      const [from, to] = [new Secret(action.from), new Secret(action.to)]
      return await node.users.changePassword({ userId, from, to, now, exceptSid: action.except })
    }
    case 'active':
      return (await node.directory.setFlags(userId, { isActive: action.isActive }, now)).outcome
    case 'end all':
      return await node.sessions.endAll(userId, 'logout', now, action.except)
  }
}

interface Found {
  readonly password: string
  readonly isActive: boolean
  readonly sessions: Readonly<Record<string, string>>
}

/** What is there, read without the model. */
async function look(node: Store, userId: UserId, sids: readonly string[]): Promise<Found> {
  const user = await node.users.findById(userId)
  assert.ok(user)
  const sessions = sids.map(async sid => {
    const session = await node.sessions.find(sid)
    return [sid, session?.endedAt === null ? session.current.jti : 'ended'] as const
  })
  return {
    password: user.password.reveal(),
    isActive: user.isActive,
    sessions: Object.fromEntries(await Promise.all(sessions)),
  }
}

function isSame(model: Account, found: Found): boolean {
  if (model.password !== found.password || model.isActive !== found.isActive) return false
  const sessions = [...model.sessions]
  return (
    sessions.length === Object.keys(found.sessions).length &&
    sessions.every(([sid, { isLive, current }]) => found.sessions[sid] === (isLive ? current : 'ended'))
  )
}

/** Every session that ended, and none that goes on. */
async function assertRevoked(node: Store, name: string, { sessions }: Account): Promise<void> {
  const revoked = (await revocationsOf(node)).filter(
    ({ kind, subject }) => kind === 'sid' && subject.startsWith(`${name}-`),
  )
  const ended = [...sessions].filter(([, { isLive }]) => !isLive).map(([sid]) => sid)
  assert.deepEqual([...new Set(revoked.map(({ subject }) => subject))].toSorted(), ended.toSorted())
}
