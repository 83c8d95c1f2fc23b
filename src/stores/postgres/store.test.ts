import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { takeEmptySchema } from '../../testing/emptied-schema.ts'
import { openContractStore } from '../../testing/postgres-contract.ts'
import { createTestSchema, openTestPostgres, whyNoPostgres } from '../../testing/postgres-store.ts'
import { type OpenedStore, testStore } from '../../testing/store-contract.ts'
import type { StoreSettings } from '../store-settings.ts'

const skip = await whyNoPostgres()

async function openForContract(t: TestContext, settings?: Partial<StoreSettings>): Promise<OpenedStore> {
  return await openContractStore(t, await takeEmptySchema(t), settings)
}

if (skip === false) testStore('postgres', openForContract)
else test('the contract of stores holds on PostgreSQL', { skip }, () => {})

test('the store says which migrations it ran, and a second start runs none', { skip }, async t => {
  const url = await createTestSchema(t)
  const first = await openTestPostgres(t, {}, { url })
  assert.equal(first.migrated[0]?.number, 1)
  assert.deepEqual((await openTestPostgres(t, {}, { url })).migrated, [])
})
