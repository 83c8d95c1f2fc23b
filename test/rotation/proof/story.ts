/** Keys rotate within seconds under load, at two nodes and before three verifiers, and are retired behind the tokens. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { createAuth } from '../../../src/auth.ts'
import { retireKey } from '../../../src/flows/admin/manage-keys.ts'
import { createFakeClock } from '../../../src/testing/fake-clock.ts'
import { createRemoteVerifier } from '../../../src/verify.ts'
import { act, type Ledger, newLedger, type Person, post, type Verify } from './people.ts'
import { aheadSeconds, identity, proofSettings } from './settings.ts'

export interface ProofOptions {
  readonly databaseUrl: string
  readonly seconds: number
  /** In seconds. */
  readonly every: number
  /** Requests a second. */
  readonly rate: number
  readonly people: number
}

export interface Proven extends Ledger {
  readonly fetches: number
  readonly retired: number
  readonly published: number
}

export async function prove(options: ProofOptions): Promise<Proven> {
  const { databaseUrl, every } = options
  await beginEarlier(options)
  const children = [startNode(databaseUrl, every), startNode(databaseUrl, every)]
  const auth = await createAuth({ ...proofSettings(`${every}s`), databaseUrl })
  try {
    const nodes = await Promise.all(children.map(async child => `http://127.0.0.1:${await portOf(child)}`))
    const counted = { fetches: 0 }
    const verifiers = [0, 1, 2].map(index => newVerifier(nodes[index % nodes.length] ?? '', counted))
    const ledger = newLedger()
    const people = await Promise.all(Array.from({ length: options.people }, (_, index) => register(nodes, index)))
    const stop = keepRetiring(auth)
    await load(options, people, { nodes, verifiers, ledger })
    const retired = await stop()
    return { ...ledger, ...counted, retired, published: (await auth.store.signingKeys.list()).length }
  } finally {
    for (const child of children) child.stdin?.end()
    await Promise.all(children.map(async child => (child.exitCode === null ? await once(child, 'exit') : undefined)))
    await auth.close()
  }
}

/** A node that has run for a while before: the keys of the next minutes are published, each in its time. */
async function beginEarlier({ databaseUrl, every }: ProofOptions): Promise<void> {
  const clock = createFakeClock(Date.now() - (aheadSeconds + 2 * every) * 1000)
  const auth = await createAuth({ ...proofSettings(`${every}s`), databaseUrl, clock, timer: clock })
  while (clock.now() < Date.now()) {
    clock.advance(1000)
    await auth.system.signingKeys?.refresh()
  }
  await auth.close()
}

function startNode(databaseUrl: string, every: number): ChildProcess {
  const file = new URL('node.ts', import.meta.url).pathname
  const words = ['--conditions=latchkey-source', file, databaseUrl, `${every}s`]
  return spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] })
}

async function portOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('the node prints nowhere')
  for await (const line of createInterface(stdout)) if (/^\d+$/.test(line)) return line
  throw new Error('a node ended before it listened')
}

function newVerifier(node: string, counted: { fetches: number }): Verify {
  const counting = async (...given: Parameters<typeof fetch>) => {
    counted.fetches += 1
    return await fetch(...given)
  }
  const jwksUrl = `${node}/.well-known/jwks.json`
  return createRemoteVerifier({ jwksUrl, algorithm: 'ES256', ...identity, tokenType: 'access', fetch: counting })
}

async function register(nodes: readonly string[], index: number): Promise<Person> {
  const names = { email: `person${index}@example.com`, password: 'SecurePass123!', password_confirm: 'SecurePass123!' }
  const node = nodes[index % nodes.length] ?? ''
  await post(node, '/api/auth/register/', names)
  const { status, json } = await post(node, '/api/auth/token/', names)
  const { access = '', refresh = '' } = json
  if (status !== 200) throw new Error(`a login was answered with ${status}`)
  // Spread, so that refreshes do not come all at once.
  return { access, refresh, renewedAt: performance.now() - (index % 10) * 1000, isBusy: false }
}

/** Each key that every token has outlived: access tokens live for 30 seconds, and refresh tokens are exchanged every ten. */
function keepRetiring(auth: Awaited<ReturnType<typeof createAuth>>): () => Promise<number> {
  let [isOver, retired] = [false, 0]
  const work = (async () => {
    while (!isOver) {
      const spent = auth.system.signingKeys?.ring.placed().filter(({ state, signsUntil = Infinity }) => {
        return state === 'verifying' && signsUntil + 45_000 < Date.now()
      })
      for (const { kid } of spent ?? []) {
        if ((await retireKey(auth.system, { kind: 'cli', osUser: 'proof' }, kid)) === 'retired') retired += 1
      }
      await setTimeout(500)
    }
  })()
  return async () => {
    isOver = true
    await work
    return retired
  }
}

interface Stage {
  readonly nodes: readonly string[]
  readonly verifiers: readonly Verify[]
  readonly ledger: Ledger
}

async function load({ seconds, rate }: ProofOptions, people: readonly Person[], stage: Stage): Promise<void> {
  const { nodes, verifiers, ledger } = stage
  const began = performance.now()
  const going = new Set<Promise<unknown>>()
  for (let turn = 0; performance.now() - began < seconds * 1000; turn += 1) {
    const late = began + (turn * 1000) / rate - performance.now()
    if (late > 0) await setTimeout(late)
    const person = people[turn % people.length]
    if (person === undefined) continue
    const acting = act(person, Math.floor(turn / people.length) + turn, nodes, verifiers, ledger)
      .catch(error => ledger.refused.push(`no answer: ${error}`))
      .finally(() => going.delete(acting))
    going.add(acting)
  }
  await Promise.all(going)
}
