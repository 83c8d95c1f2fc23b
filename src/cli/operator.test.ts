import assert from 'node:assert/strict'
import { userInfo } from 'node:os'
import { test } from 'node:test'
import { actorText } from '../kernel/actor.ts'
import { findOperator } from './operator.ts'

test('the command line acts as the user of the machine', () => {
  assert.equal(actorText(findOperator()), `cli:${userInfo().username}`)
})
