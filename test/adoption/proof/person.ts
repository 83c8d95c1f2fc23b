/** One person: logs in, looks around, refreshes, logs out, changes things, and leaves. One request at a time. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Ledger } from './ledger.ts'
import type { Answer, NewPerson, Side } from './sides.ts'

/** Where requests go in this phase. */
export interface Routes {
  /** Sides that take tokens; one of them is drawn for each request. */
  readonly tokens: readonly Side[]
  /** The side that is in charge of users. */
  readonly users: Side
  /** Where people log in. */
  readonly logins: readonly Side[]
  /** How long, in ms, a change of a user may take to reach the other side. */
  readonly reach: number
}

export interface World {
  readonly ledger: Ledger
  readonly routes: () => Routes
  /** Whether people stop after what they are at. */
  readonly isPaused: () => boolean
  /** From 0 up to 1, the same in each run. */
  readonly random: () => number
  readonly newName: () => string
  /** In ms: what people do between two requests, on average. */
  readonly idle: number
  /** Those who wait between two phases. */
  readonly resting: Self[]
}

export interface Self extends NewPerson {
  id: string
  access: string
  refresh: string
  /** A request went out and no answer came: the token may be spent. */
  isUncertain: boolean
}

/**
 * So many people, until they are paused. Those who rested go on with the tokens that they have, so that sessions last from
 * phase to phase; newcomers make up the number.
 */
export async function liveAll(world: World, size: number): Promise<void> {
  const rested = world.resting.splice(0)
  const newcomers = Array.from({ length: Math.max(0, size - rested.length) }, () => undefined)
  await Promise.all([...rested, ...newcomers].map(self => live(world, self)))
}

async function live(world: World, first: Self | undefined): Promise<void> {
  let self = first
  while (!world.isPaused()) {
    self = self === undefined ? await join(world) : await step(world, self)
    await pause(world.idle * (0.2 + 1.6 * world.random()))
  }
  if (self !== undefined) world.resting.push(self)
}

async function join(world: World): Promise<Self | undefined> {
  const { ledger, routes } = world
  const person = { name: world.newName(), password: newPassword(world) }
  const { users } = routes()
  const answer = await users.users.register(person)
  if (answer.status === 0) return undefined
  if (answer.status !== 201) return void ledger.wrong('other answer', `register at ${users.name}: ${describe(answer)}`)
  ledger.count('registered')
  const self = await logIn(world, { ...person, id: '', access: '', refresh: '', isUncertain: false }, users)
  if (self === undefined) return undefined
  const id = String(claimsOf(self.access).user_id)
  ledger.addId(id)
  return (await requireNewcomer(world, self)) ? { ...self, id } : undefined
}

/**
 * Known at every side soon. `false`: a side was down, and hears of this person a second after it is back, so that a visit right
 * then would be refused rightly.
 */
async function requireNewcomer({ ledger, routes }: World, self: Self): Promise<boolean> {
  const { tokens, reach } = routes()
  for (const side of tokens) {
    const answer = await until(
      reach,
      () => side.visit(self.access),
      ({ status }) => status === 200 || status === 0,
    )
    if (answer.status === 0) return false
    if (answer.status === 401 && isOld(self.access)) continue
    if (answer.status !== 200) ledger.wrong('newcomer lost', `${self.name} at ${side.name}: ${describe(answer)}`)
  }
  return true
}

export async function logIn(world: World, self: Self, at?: Side): Promise<Self | undefined> {
  const side = at ?? draw(world, world.routes().logins)
  const answer = await until(
    world.routes().reach,
    () => side.login(self),
    ({ status }) => status === 200 || status === 0,
  )
  if (answer.status === 0) return undefined
  if (answer.status !== 200)
    return void world.ledger.wrong('unexplained 401', `login of ${self.name} at ${side.name}: ${describe(answer)}`)
  world.ledger.count('logged in')
  return { ...self, access: String(answer.body.access), refresh: String(answer.body.refresh), isUncertain: false }
}

async function step(world: World, self: Self): Promise<Self | undefined> {
  const dice = world.random()
  if (self.isUncertain) return await recover(world, self)
  if (dice < 0.45) return await visit(world, self)
  if (dice < 0.75) return await refresh(world, self)
  if (dice < 0.83) return await logOut(world, self)
  if (dice < 0.87) return await slide(world, self)
  if (dice < 0.91) return await rename(world, self)
  if (dice < 0.95) return await changePassword(world, self)
  if (dice < 0.97) return await close(world, self, 'deactivated')
  return await close(world, self, 'deleted')
}

/** An answer was lost, and with it perhaps the next token: to log in again is what any client would do. */
async function recover(world: World, self: Self): Promise<Self | undefined> {
  world.ledger.count('logged in after a lost answer')
  return await logIn(world, self)
}

async function visit(world: World, self: Self): Promise<Self | undefined> {
  if (isOld(self.access)) return await refresh(world, self)
  const side = draw(world, world.routes().tokens)
  const answer = await side.visit(self.access)
  if (answer.status === 401 && isOld(self.access)) return self
  check(world, answer, `visit at ${side.name}`)
  return self
}

async function refresh(world: World, self: Self): Promise<Self | undefined> {
  const side = draw(world, world.routes().tokens)
  const answer = await side.refresh(self.refresh)
  if (answer.status === 0) return { ...self, isUncertain: true }
  if (isLater(answer)) {
    world.ledger.count('asked to come again')
    return self
  }
  if (!check(world, answer, `refresh at ${side.name} of ${nameOf(self.refresh)}`)) return await logIn(world, self)
  world.ledger.count('refreshed')
  world.ledger.spent.push({ token: self.refresh, how: 'rotated', at: side.name, by: self.name })
  return { ...self, access: String(answer.body.access), refresh: String(answer.body.refresh) }
}

/** Logged out at one side: every other side refuses the refresh token within a second. */
async function logOut(world: World, self: Self): Promise<Self | undefined> {
  const { ledger, routes } = world
  const side = draw(world, routes().tokens)
  const answer = await side.logOut(self.refresh)
  if (answer.status === 0) return { ...self, isUncertain: true }
  if (!check(world, answer, `logout at ${side.name}`)) return await logIn(world, self)
  ledger.count('logged out')
  ledger.spent.push({ token: self.refresh, how: 'logged out', at: side.name, by: self.name })
  for (const other of routes().tokens) {
    const began = performance.now()
    const last = await until(
      1000,
      () => other.refresh(self.refresh),
      ({ status }) => status === 401 || status === 0,
    )
    if (last.status === 401) ledger.noteLag(performance.now() - began)
    else if (last.status !== 0)
      ledger.wrong('logout not known within a second', `at ${other.name}, from ${side.name}: ${describe(last)}`)
  }
  return await logIn(world, self)
}

/** A sliding token from one side is renewed at another. */
async function slide(world: World, self: Self): Promise<Self> {
  const from = draw(world, world.routes().logins)
  const got = await until(
    world.routes().reach,
    () => from.slidingLogin(self),
    ({ status }) => status !== 401,
  )
  if (got.status === 0) return self
  if (!check(world, got, `sliding login at ${from.name}`)) return self
  const to = draw(world, world.routes().tokens)
  const answer = await to.slidingRefresh(String(got.body.token))
  if (answer.status === 0) return self
  check(world, answer, `sliding refresh at ${to.name} from ${from.name}`)
  world.ledger.count('slid')
  return self
}

async function rename(world: World, self: Self): Promise<Self | undefined> {
  const now = await renewed(world, self)
  if (now === undefined) return undefined
  const { users } = world.routes()
  const answer = await users.users.rename(now, `F${Math.floor(world.random() * 1e6)}`)
  if (answer.status !== 0) check(world, answer, `rename at ${users.name}`)
  return now
}

async function changePassword(world: World, self: Self): Promise<Self | undefined> {
  const now = await renewed(world, self)
  if (now === undefined) return undefined
  const { users } = world.routes()
  const password = newPassword(world)
  const answer = await users.users.changePassword(now, password)
  if (answer.status === 0) return undefined
  if (!check(world, answer, `password change at ${users.name}`)) return now
  world.ledger.count('changed the password')
  return await logIn(world, { ...now, password }, users)
}

async function close(world: World, self: Self, how: 'deactivated' | 'deleted'): Promise<undefined> {
  const now = await renewed(world, self)
  if (now === undefined) return undefined
  const { users, tokens, reach } = world.routes()
  const answer = how === 'deleted' ? await users.users.delete(now) : await users.users.deactivate(now.id)
  if (answer.status === 0) return undefined
  if (!check(world, answer, `${how} at ${users.name}`)) return undefined
  world.ledger.count(how)
  for (const side of tokens) {
    // SimpleJWT does not ask for the user when it refreshes (5.2), so Django is asked with the access token.
    const isClosed = ({ status }: Answer) => status === 401 || status === 0
    const look = () => (side.name === 'django' ? side.visit(now.access) : side.refresh(now.refresh))
    const last = await until(reach, look, isClosed)
    if (!isClosed(last)) world.ledger.wrong('closed account open', `${how} at ${users.name}, open at ${side.name}`)
  }
  return undefined
}

/** With an access token that lasts a while. */
async function renewed(world: World, self: Self): Promise<Self | undefined> {
  const now = await refresh(world, self)
  if (now?.isUncertain === true) return await logIn(world, now)
  return now !== undefined && isOld(now.access) ? undefined : now
}

function check({ ledger }: World, answer: Answer, what: string): boolean {
  if (answer.status >= 200 && answer.status < 300) return true
  if (answer.status === 0) return false
  ledger.wrong(answer.status === 401 ? 'unexplained 401' : 'other answer', `${what}: ${describe(answer)}`)
  return false
}

/** A side that cannot tell now says so, and logs no one out. */
function isLater({ status }: Answer): boolean {
  return status === 503
}

function describe({ status, body }: Answer): string {
  return `${status} ${JSON.stringify(body).slice(0, 160)}`
}

async function until(within: number, ask: () => Promise<Answer>, isDone: (answer: Answer) => boolean): Promise<Answer> {
  const end = performance.now() + within
  for (;;) {
    const answer = await ask()
    if (isDone(answer) || performance.now() > end) return answer
    await pause(50)
  }
}

/** Unlike any name. */
function newPassword({ random }: World): string {
  return `${Math.floor(random() * 1e9).toString(36)}-Zq7!-${Math.floor(random() * 1e9).toString(36)}`
}

function draw<T>({ random }: Pick<World, 'random'>, from: readonly T[]): T {
  const drawn = from[Math.floor(random() * from.length)]
  if (drawn === undefined) throw new RangeError('there is none to draw from')
  return drawn
}

function claimsOf(token: string): Readonly<Record<string, unknown>> {
  const [, payload = ''] = token.split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Readonly<Record<string, unknown>>
}

/** Tokens of Latchkey's sessions carry `sid`. */
function nameOf(token: string): string {
  const { sid, iat, jti, user_id } = claimsOf(token)
  const issued = new Date(Number(iat) * 1000).toISOString().slice(11, 19)
  return `a token of ${sid === undefined ? 'Django' : 'a session'}, user ${user_id}, issued ${issued}, jti ${String(jti).slice(0, 8)}`
}

/** Expired, or about to while a request is under way. */
function isOld(access: string): boolean {
  return Number(claimsOf(access).exp) * 1000 < Date.now() + 400
}
