import assert from 'node:assert/strict'
import { test } from 'node:test'
import { storeSettings } from '../../testing/sqlite-store.ts'
import { addUser, beginning, newHash, now, oldHash } from '../../testing/store-contract/opened-store.ts'
import { openDatabase } from '../sqlite/database.ts'
import { migrate } from '../sqlite/migrations.ts'
import { createStatements } from '../sqlite/statements.ts'
import { ConstraintError } from './constraint-error.ts'
import type { Statements } from './statements.ts'
import { createPorts, rulesOf } from './store.ts'
import {
  type AsyncStatements,
  createTx,
  type Runner,
  runSteps,
  runStepsAsync,
  type Steps,
  type Tx,
} from './transaction.ts'

const rules = rulesOf(storeSettings)

function openStatements(): Statements {
  const db = openDatabase(':memory:')
  migrate(db)
  return createStatements(db, [])
}

/** The SQLite statements, each resolving one turn of the event loop later. */
function slowly(statements: Statements): AsyncStatements {
  const later = Object.entries(statements).map(([name, run]) => [
    name,
    async (...values: readonly unknown[]) => {
      await new Promise(resolve => setImmediate(resolve))
      return (run as (...values: readonly unknown[]) => unknown)(...values)
    },
  ])
  return Object.fromEntries(later) as unknown as AsyncStatements
}

test('the same transactions run over asynchronous statements', async () => {
  const statements = openStatements()
  const slow = slowly(statements)
  const tx = createTx(Object.keys(statements), rules)
  const work: Runner['read'] = steps => runStepsAsync(slow, steps(tx))
  const run: Runner = { write: work, read: work, browse: work }
  const store = createPorts(run, {})
  const user = await addUser(store, 'alice@example.com')
  for (const sid of ['one', 'two']) assert.equal(await store.sessions.start(beginning(user, sid)), 'started')
  const change = { userId: user.id, from: oldHash, to: newHash, now, exceptSid: 'two' }
  assert.equal(await store.users.changePassword(change), 'changed')
  assert.equal(await store.users.changePassword(change), 'superseded')
  assert.equal((await store.sessions.find('one'))?.endReason, 'password_change')
  assert.equal((await store.sessions.find('two'))?.endedAt, null)
})

const failing = {
  hasUsers: () => {
    throw new ConstraintError('unique', ['login'])
  },
} as unknown as Statements

function* catching(tx: Tx): Steps<string> {
  try {
    yield* tx.hasUsers()
    return 'nothing was thrown'
  } catch (error) {
    return error instanceof ConstraintError ? `caught ${error.rule}` : 'something else was thrown'
  }
}

test('an error of a statement is thrown inside the transaction, at the statement', async () => {
  const tx = createTx(['hasUsers'], rules)
  const rejecting = { hasUsers: async () => failing.hasUsers() } as unknown as AsyncStatements
  assert.equal(await runStepsAsync(rejecting, catching(tx)), 'caught unique')
  await assert.rejects(runStepsAsync(rejecting, tx.hasUsers()), ConstraintError)
  assert.equal(runSteps(failing, catching(tx)), 'caught unique')
  assert.throws(() => runSteps(failing, tx.hasUsers()), ConstraintError)
})
