/**
 * The whole life of an adoption, under load: through Django, copied, followed, both at once, switched, rolled back, switched
 * again, Latchkey alone. After each phase people rest, both databases are compared, and what was spent is presented again.
 */

import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { Ended } from '../../faults/command-line.ts'
import { createLedger, type Ledger, type Spent } from './ledger.ts'
import type { ProofOptions } from './options.ts'
import { liveAll, logIn, type Routes, type Self, type World } from './person.ts'
import type { Side } from './sides.ts'
import { type Stage, setStage } from './stage.ts'

export interface Proof {
  /** What Latchkey logged. */
  readonly logged: string
  readonly ledger: Ledger
  readonly phases: readonly PhaseReport[]
}

export interface PhaseReport {
  readonly name: string
  readonly counts: Readonly<Record<string, number>>
  readonly replays: number
  readonly replaysAccepted: number
  /** What `adopt verify` said: whether counts and digests of both sides are the same. */
  readonly isSame: boolean | undefined
  readonly isCookieSessionAlive: boolean
  readonly areHashesUntouched: boolean
}

export type Say = (line: string) => void

interface Scene extends ProofOptions {
  readonly stage: Stage
  readonly world: World
  readonly say: Say
  readonly phases: PhaseReport[]
  readonly hashes: string
  setRoutes(routes: Routes): void
  pause(isPaused: boolean): void
}

export async function prove(t: TestContext, options: ProofOptions, say: Say): Promise<Proof> {
  const stage = await setStage(t, options)
  await stage.startDjango()
  const ledger = createLedger()
  const { django, latchkey } = stage
  let routes = throughDjango(stage)
  let isPaused = false
  const world: World = {
    ledger,
    routes: () => routes,
    isPaused: () => isPaused,
    random: seeded(7),
    newName: counter(),
    // One Django on a core or two answers some sixty requests a second beside all else.
    idle: Math.max(600, options.clients * 15),
    resting: [],
  }
  const scene: Scene = {
    ...options,
    stage,
    world,
    say,
    phases: [],
    hashes: await stage.storedHashes(),
    setRoutes: next => {
      routes = next
    },
    pause: value => {
      isPaused = value
    },
  }
  if (options.control === 'none') await tell(scene, django, latchkey)
  else await controls[options.control](scene, django, latchkey)
  return { ledger, phases: scene.phases, logged: stage.logged() }
}

function throughDjango({ django }: Stage): Routes {
  return { tokens: [django], users: django, logins: [django], reach: 3000 }
}

async function tell(scene: Scene, django: Side, latchkey: Side): Promise<void> {
  const { stage } = scene
  const both = [django, latchkey]
  await play(scene, 'through Django', throughDjango(stage))
  await during(scene, 'copied', throughDjango(stage), async () => {
    await must(stage.adopt('django', stage.shop.url))
    stage.startFollower()
    await stage.startLatchkey()
  })
  await play(scene, 'following', throughDjango(stage), 'same')
  const mixed: Routes = { tokens: both, users: django, logins: both, reach: 3000 }
  await play(scene, 'both at once', mixed, 'same', [stage.killLatchkey, stage.startLatchkey])
  await must(stage.adopt('switch', '--rollback-ready'))
  const switched: Routes = { tokens: both, users: latchkey, logins: [latchkey], reach: 3000 }
  await play(scene, 'switched', switched, 'same', [stage.killDjango, stage.startDjango])
  await must(stage.adopt('rollback', '--yes'))
  await stage.killFollower()
  stage.startFollower()
  // A follower that was killed has the work for some seconds more.
  await play(scene, 'rolled back', { ...mixed, reach: 15_000 }, 'same', [
    stage.killFollower,
    async () => stage.startFollower(),
  ])
  await must(stage.adopt('switch', '--rollback-ready'))
  await play(scene, 'switched again', switched, 'same', [stage.killLatchkey, stage.startLatchkey])
  await play(scene, 'Latchkey alone', { tokens: [latchkey], users: latchkey, logins: [latchkey], reach: 1000 }, 'same')
  const refused = await stage.adopt('finish')
  if (refused.code === 0) scene.world.ledger.wrong('other answer', 'finish passed while tokens of Django can live')
}

/** What a team would do without the rules. Each has to go wrong. */
const controls = {
  async 'stale-copy'(scene: Scene, django: Side, latchkey: Side) {
    const { stage } = scene
    await play(scene, 'through Django', throughDjango(stage))
    await must(stage.adopt('django', stage.shop.url))
    await play(scene, 'through Django, after the copy', throughDjango(stage))
    await stage.takeOutTheRules()
    await stage.startLatchkey()
    await play(scene, 'Latchkey alone', { tokens: [latchkey], users: latchkey, logins: [latchkey], reach: 1000 })
    void django
  },
  async 'without-blacklist'(scene: Scene, _: Side, latchkey: Side) {
    const { stage } = scene
    await play(scene, 'through Django', throughDjango(stage), undefined, [], 'keeps')
    await must(stage.adopt('django', stage.shop.url))
    await stage.takeOutTheRules('spent')
    await stage.startLatchkey()
    await play(scene, 'Latchkey alone', { tokens: [latchkey], users: latchkey, logins: [latchkey], reach: 1000 })
  },
  async 'without-bridge'(scene: Scene, django: Side, latchkey: Side) {
    const { stage } = scene
    await play(scene, 'through Django', throughDjango(stage))
    await must(stage.adopt('django', stage.shop.url))
    await stage.takeOutTheRules()
    await stage.startLatchkey()
    const both = [django, latchkey]
    await play(scene, 'both at once', { tokens: both, users: django, logins: both, reach: 1000 })
  },
}

type Kills = readonly [] | readonly [kill: () => Promise<void>, revive: () => Promise<void>]

/** Lets people live for a while, kills what is to be killed in the middle, and looks at what is left. */
async function play(
  scene: Scene,
  name: string,
  routes: Routes,
  expects?: 'same',
  kills: Kills = [],
  spent: 'replayed' | 'keeps' = 'replayed',
): Promise<void> {
  const [kill, revive] = kills
  await during(
    scene,
    name,
    routes,
    async () => {
      await pause((scene.seconds * 1000) / 2)
      if (scene.kills && kill !== undefined && revive !== undefined) {
        await kill()
        await pause(700)
        await revive()
      }
      await pause((scene.seconds * 1000) / 2)
    },
    expects,
    spent,
  )
}

async function during(
  scene: Scene,
  name: string,
  routes: Routes,
  work: () => Promise<void>,
  expects?: 'same',
  spent: 'replayed' | 'keeps' = 'replayed',
): Promise<void> {
  const { world, stage, phases, say, clients } = scene
  const { ledger } = world
  ledger.phase = name
  scene.setRoutes(routes)
  scene.pause(false)
  const before = new Map(ledger.counts)
  const lives = liveAll(world, clients)
  await work()
  scene.pause(true)
  await lives
  // Longer than the grace for a lost answer.
  await pause(1500)
  const { replays, accepted } = spent === 'keeps' ? { replays: 0, accepted: 0 } : await replay(scene, routes)
  const difference = expects === undefined ? undefined : await findDifference(stage)
  const isSame = expects === undefined ? undefined : difference === undefined
  if (difference !== undefined) ledger.wrong('other answer', `the two databases differ: ${difference}`)
  const report: PhaseReport = {
    name,
    counts: Object.fromEntries([...ledger.counts].map(([what, count]) => [what, count - (before.get(what) ?? 0)])),
    replays,
    replaysAccepted: accepted,
    isSame,
    isCookieSessionAlive: await stage.isCookieSessionAlive(),
    areHashesUntouched: (await stage.storedHashes()) === scene.hashes,
  }
  if (!report.isCookieSessionAlive) ledger.wrong('other answer', "Django's cookie session has ended")
  if (!report.areHashesUntouched)
    ledger.wrong(
      'other answer',
      `a hash in Django's table has changed: ${changedKeys(scene.hashes, await stage.storedHashes())}`,
    )
  phases.push(report)
  say(
    `${name}: ${Object.entries(report.counts)
      .map(([what, count]) => `${count} ${what}`)
      .join(', ')}; ` +
      `${accepted} of ${replays} replays accepted${isSame === undefined ? '' : isSame ? '; both sides the same' : '; the sides differ'}`,
  )
}

/**
 * Every token that was spent, at every side that takes tokens. A replay may end the session of its person (RFC 9700), so those
 * of half the people wait until the end of the story, and the others log in again.
 */
async function replay(scene: Scene, routes: Routes): Promise<{ replays: number; accepted: number }> {
  const { world } = scene
  const { ledger } = world
  const due = scene.world.ledger.spent.filter(({ by }) => isReplayed(by))
  ledger.spent.splice(0, ledger.spent.length, ...ledger.spent.filter(({ by }) => !isReplayed(by)))
  let accepted = 0
  for (const spent of due) {
    for (const side of routes.tokens) {
      const { status } = await side.refresh(spent.token)
      if (status !== 200) continue
      accepted += 1
      ledger.wrong('replay accepted', `${spent.how} at ${spent.at}, taken at ${side.name}`)
    }
  }
  const rested = world.resting.splice(0)
  for (const self of rested) {
    const next = isReplayed(self.name) ? await logIn(world, self) : self
    if (next !== undefined) world.resting.push(next)
  }
  return { replays: due.length * routes.tokens.length, accepted }
}

function isReplayed(name: string): boolean {
  return Number(/\d+$/.exec(name)?.[0] ?? 0) % 2 === 0
}

/** As soon as all that is on its way has arrived. */
async function findDifference(stage: Stage): Promise<string | undefined> {
  let said = ''
  for (let tries = 0; tries < 6; tries += 1) {
    const { code, stdout } = await stage.adopt('verify', stage.shop.url, '--json')
    if (code === 0) return undefined
    said = stdout
    await pause(1000)
  }
  return said.replaceAll(/\s+/g, ' ').slice(0, 700)
}

async function must(running: Promise<Ended>): Promise<void> {
  const { code, stdout, stderr } = await running
  if (code !== 0) throw new Error(`the command ended with ${code}: ${stderr}${stdout}`)
}

/** The ids alone, as hashes are no one's business. */
function changedKeys(before: string, after: string): string {
  const [old, now] = [before, after].map(text => JSON.parse(text) as Record<string, string>)
  return Object.keys({ ...old, ...now })
    .filter(id => old?.[id] !== now?.[id])
    .map(id => `${id} (${old?.[id]?.slice(0, 20)} -> ${now?.[id]?.slice(0, 20)})`)
    .join(', ')
}

function counter(): () => string {
  let count = 0
  return () => {
    count += 1
    return `live-${String(count).padStart(5, '0')}`
  }
}

/** mulberry32: small, and good enough to shuffle. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export type { Self, Spent }
