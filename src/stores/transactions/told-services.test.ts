/** What telling services costs an action, in statements. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Webhooks } from '../../features/webhooks/webhook.ts'
import { openTestStore, storeSettings } from '../../testing/sqlite-store.ts'
import { addUser, beginning } from '../../testing/store-contract/opened-store.ts'
import { createStatements } from '../sqlite/statements.ts'
import { deleteUser } from './delete-user.ts'
import { endAllSessions } from './effects.ts'
import { noteSteps } from './note-steps.ts'
import { startSession } from './start-session.ts'
import { rulesOf } from './store.ts'
import { createTx, runSteps, type Step, type Steps, type Tx } from './transaction.ts'

const every: Webhooks = {
  billing: { url: 'https://billing.example.com/', secrets: [], events: ['session.started', 'session.ended'] },
  crm: { url: 'https://crm.example.com/', secrets: [], events: ['session.ended'] },
}

/** The statements of a transaction on a store in memory, in order. */
async function open(t: TestContext, webhooks: Webhooks, sessions: number) {
  const store = openTestStore(t)
  const user = await addUser(store, 'alice@example.com')
  for (let n = 0; n < sessions; n += 1) await store.sessions.start(beginning(user, `s${n}`))
  const statements = createStatements(store.database, [])
  const tx = createTx(Object.keys(statements), rulesOf({ ...storeSettings, webhooks }))
  return (work: (tx: Tx) => Steps<unknown>): readonly Step['statement'][] => {
    const noted: Step['statement'][] = []
    runSteps(
      statements,
      noteSteps(work(tx), statement => void noted.push(statement)),
    )
    return noted
  }
}

const ending = { reason: 'logout', now: 1_768_478_401_000 } as const

test('a hundred sessions end in as many statements as one, and telling two services adds one', async t => {
  const quietly = (await open(t, {}, 100))(tx => endAllSessions(tx, 1, ending))
  const one = (await open(t, every, 1))(tx => endAllSessions(tx, 1, ending))
  const many = (await open(t, every, 100))(tx => endAllSessions(tx, 1, ending))
  assert.deepEqual(one, many)
  assert.deepEqual(many, [...quietly, 'insertDeliveries'])
})

test('an account with a hundred sessions is deleted in as many statements as one with a single session', async t => {
  const one = (await open(t, every, 1))(tx => deleteUser(tx, 1, ending.now))
  const many = (await open(t, every, 100))(tx => deleteUser(tx, 1, ending.now))
  assert.deepEqual(many, one)
  assert.equal(many.filter(name => name === 'insertDeliveries').length, 1)
})

test('a login adds a statement only where a service is told of it', async t => {
  const start = beginning({ id: 1 }, 'new')
  const quietly = (await open(t, {}, 0))(tx => startSession(tx, start))
  const other = { billing: { url: 'https://billing.example.com/', secrets: [], events: ['user.deleted'] } } as const
  assert.ok(quietly.includes('insertAudit') && !quietly.includes('insertDeliveries'))
  assert.deepEqual(
    (await open(t, other, 0))(tx => startSession(tx, start)),
    quietly,
  )
  assert.deepEqual(
    (await open(t, every, 0))(tx => startSession(tx, start)).filter(name => name !== 'insertDeliveries'),
    quietly,
  )
})
