/** What Django has to hear of is noted in the transaction that did it, and nothing else is. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AdoptionJob } from '../../features/adoption/store.ts'
import { parseInstant } from '../../kernel/instant.ts'
import type { Store } from '../../store.ts'
import { adopted, apply, goTo, inPhase } from './adopted.ts'
import { openNodes, times } from './nodes.ts'
import { addUser, beginning, newHash, now, type OpenStore, refreshing, stamp } from './opened-store.ts'

/** Each as `spent:JTI`, `refused-before:USER` or `user:USER`. */
async function notesOf({ adoption }: Pick<Store, 'adoption'>): Promise<readonly string[]> {
  return (await adoption.jobs(1000)).map(textOf)
}

function textOf(job: AdoptionJob): string {
  return `${job.kind}:${job.kind === 'spent' ? job.token.jti : job.userId}`
}

async function openSwitched(open: OpenStore, t: Parameters<OpenStore>[0], settings?: Parameters<OpenStore>[1]) {
  const store = await open(t, settings)
  await goTo(store, 'copying')
  await apply(store, [adopted(1), adopted(2)])
  await goTo(store, 'switched')
  return store
}

export function testAdoptionNotes(name: string, open: OpenStore): void {
  testTokenNotes(name, open)
  testTokenRules(name, open)
  testUserNotes(name, open)
  testPhases(name, open)
}

function testTokenNotes(name: string, open: OpenStore): void {
  const hex = '0123456789abcdef0123456789abcdef'

  test(`${name}: every token that is worth nothing any more is noted, whatever its id looks like`, async t => {
    const store = await openSwitched(open, t)
    await store.sessions.spend({ jti: hex, iat: undefined, exp: 2_000_000_000 })
    await store.sessions.spend({ jti: 'fifteen letters', iat: undefined, exp: 2_000_000_000 })
    await store.sessions.spend({ jti: 'social state', iat: undefined, exp: 2_000_000_000 })
    await store.sessions.spend({ jti: 'code id', iat: undefined, exp: 2_000_000_000 })
    await store.sessions.spend({ jti: '', iat: undefined, exp: 2_000_000_000 })
    await store.sessions.revokeJti('a sliding token', now + 1500, now)
    await store.sessions.revokeJti('0123456789abcde', now + 1500, now)
    await store.sessions.spend({ jti: hex, iat: undefined, exp: 2_000_000_000 })
    const wanted = [hex, 'fifteen letters', 'a sliding token', '0123456789abcde']
    assert.deepEqual(
      await notesOf(store),
      wanted.map(jti => `spent:${jti}`),
    )
    const [first, , last] = await store.adoption.jobs(3)
    assert.equal(first?.kind === 'spent' && first.token.exp, 2_000_000_000)
    assert.equal(last?.kind === 'spent' && last.token.exp, Math.ceil((now + 1500) / 1000))
    // By the clock of the database.
    assert.ok((first?.notedAt ?? 0) > now)
    assert.deepEqual(await store.adoption.backlog(), { count: 4, oldestAt: first?.notedAt })
  })

  test(`${name}: refreshes of many nodes at once note each token that they replace, and no other`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    await goTo(store, 'copying')
    await apply(store, [adopted(1)])
    await times(20, index => store.sessions.start(beginning({ id: 1 }, `s${index}`)))
    await times(60, index => {
      const sid = `s${index % 20}`
      return nodeOf(index).sessions.rotate(refreshing(sid, `${sid}-1`, `${sid}-2-${index}`))
    })
    assert.deepEqual(
      (await notesOf(store)).toSorted(),
      Array.from({ length: 20 }, (_, index) => `spent:s${index}-1`).toSorted(),
    )
  })

  test(`${name}: an end of all sessions notes their tokens, and from when on older ones are refused`, async t => {
    const store = await openSwitched(open, t)
    await store.sessions.start(beginning({ id: 1 }, 'one'))
    await store.sessions.start(beginning({ id: 1 }, 'two'))
    await store.directory.endSessions(1, now + 5)
    const notes = await notesOf(store)
    assert.deepEqual(notes.toSorted(), ['refused-before:1', 'spent:one-1', 'spent:two-1'])
    const cut = (await store.adoption.jobs(10)).find(({ kind }) => kind === 'refused-before')
    assert.equal(cut?.kind === 'refused-before' && cut.at, now + 5)
  })
}

/** By the settings of the tokens. */
function testTokenRules(name: string, open: OpenStore): void {
  test(`${name}: where older tokens of a session stay valid, a refresh notes nothing`, async t => {
    const store = await openSwitched(open, t, { blacklistAfterRotation: false })
    await store.sessions.start(beginning({ id: 1 }, 'one'))
    await store.sessions.rotate(refreshing('one', 'one-1', 'one-2', { authority: 'none' }))
    assert.deepEqual(await notesOf(store), [])
    await store.sessions.end('one', 1, 'logout', now)
    assert.deepEqual(await notesOf(store), ['spent:one-2'])
  })

  test(`${name}: where each token is spent by its id, it is noted once, and the newest of its session is not`, async t => {
    const store = await openSwitched(open, t, { refreshAuthority: 'jti' })
    await store.sessions.start(beginning({ id: 1 }, 'one'))
    await store.sessions.rotate(refreshing('one', 'one-1', 'one-2', { authority: 'jti' }))
    await store.sessions.rotate(refreshing('one', 'older', 'one-3', { authority: 'jti' }))
    assert.deepEqual(await notesOf(store), ['spent:one-1', 'spent:older'])
  })

  test(`${name}: tokens without an id are not noted`, async t => {
    const store = await openSwitched(open, t, { jtiClaim: null })
    await store.sessions.start(beginning({ id: 1 }, 'one'))
    await store.sessions.end('one', 1, 'logout', now)
    assert.deepEqual(await notesOf(store), [])
  })
}

function testUserNotes(name: string, open: OpenStore): void {
  test(`${name}: after the switch accounts are noted where something changed that Django has`, async t => {
    const store = await openSwitched(open, t)
    const { id } = await addUser(store, 'new@example.com')
    await store.users.update(1, { firstName: 'Zoë' }, now)
    await store.users.update(1, { firstName: 'Zoë' }, now)
    await store.users.recordLogin(2, parseInstant('2026-02-01T00:00:00Z'))
    await store.groups.create('editors', now)
    await store.groups.addMember('editors', 1, now)
    await store.directory.setPassword({ userId: 2, to: newHash, now })
    await store.directory.delete(2, now)
    const notes = (await notesOf(store)).filter(note => note.startsWith('user:'))
    assert.deepEqual(notes, [`user:${id}`, 'user:1', 'user:2', 'user:2', 'user:2'])
  })

  test(`${name}: an action that is undone leaves no note, and jobs that are dropped leave the others`, async t => {
    const store = await openSwitched(open, t)
    await store.sessions.spend(stamp('one'))
    assert.equal((await store.sessions.start(beginning({ id: 1 }, 'x', { adopts: stamp('one') }))) as string, 'spent')
    await addUser(store, 'new@example.com')
    await assert.rejects(addUser(store, 'new@example.com'))
    await store.sessions.spend(stamp('two'))
    const [first, ...others] = await store.adoption.jobs(10)
    assert.deepEqual(others.map(textOf), ['user:3', 'spent:two'])
    await store.adoption.dropJobs([first?.id ?? 0, 9999])
    assert.deepEqual(await store.adoption.jobs(1), others.slice(0, 1))
    assert.deepEqual(await notesOf(store), ['user:3', 'spent:two'])
  })
}

function testPhases(name: string, open: OpenStore): void {
  test(`${name}: of ten commands that change the phase at once, one does`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const began = await times(10, index => nodeOf(index).adoption.setState(undefined, inPhase('copying')))
    assert.equal(began.filter(Boolean).length, 1)
    const moved = await times(10, index => nodeOf(index).adoption.setState('copying', inPhase('following')))
    assert.equal(moved.filter(Boolean).length, 1)
    const ended = await times(10, index =>
      nodeOf(index).adoption.setState('following', index % 2 === 0 ? undefined : inPhase('switched')),
    )
    assert.equal(ended.filter(Boolean).length, 1)
    await addUser(store, 'new@example.com')
  })

  test(`${name}: an adoption that ends leaves no triggers, no notes and no refusals`, async t => {
    const store = await openSwitched(open, t)
    const state = inPhase('switched', { copiedTo: 2, isRollbackReady: true })
    assert.equal(await store.adoption.setState('switched', state), true)
    assert.deepEqual(await store.adoption.state(), state)
    await store.sessions.spend(stamp('one'))
    assert.equal(await store.adoption.setState('switched', undefined), true)
    assert.equal(await store.adoption.state(), undefined)
    await store.sessions.spend(stamp('two'))
    assert.deepEqual(await notesOf(store), [])
    await store.users.update(1, { firstName: 'Zoë' }, now)
    assert.equal(await store.adoption.setState(undefined, inPhase('finished')), true)
    await store.sessions.spend(stamp('three'))
    assert.deepEqual(await notesOf(store), [])
  })
}
