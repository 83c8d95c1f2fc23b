import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settingsAtFault } from '../../testing/settings-at-fault.ts'

test('a hash has enough memory for its lanes, and costs no more than one that is read', () => {
  assert.deepEqual(settingsAtFault({ passwordMemory: 15, passwordParallelism: 2 }), ['passwordMemory'])
  assert.deepEqual(settingsAtFault({ passwordMemory: 16, passwordParallelism: 2 }), [])
  assert.deepEqual(settingsAtFault({ passwordMemory: 1_048_576, passwordIterations: 5 }), ['passwordMemory'])
  assert.deepEqual(settingsAtFault({ passwordMemory: 1_048_576, passwordIterations: 4 }), [])
})

test('the cost of scrypt is a power of two within its limit', () => {
  assert.deepEqual(settingsAtFault({ scryptCost: 20_000 }), ['scryptCost'])
  assert.deepEqual(settingsAtFault({ scryptCost: 262_144, scryptParallelism: 5 }), ['scryptCost'])
  assert.deepEqual(settingsAtFault({ scryptCost: 32_768, scryptParallelism: 1 }), [])
})
