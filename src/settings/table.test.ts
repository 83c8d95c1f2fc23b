import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SettingRow } from './row.ts'
import { createSettingTable } from './table.ts'

const text = { kind: 'text', default: 'x', doc: 'A text.' } as const

function tableOf(...subjects: readonly Readonly<Record<string, SettingRow>>[]) {
  return createSettingTable(subjects.map(rows => ({ title: 'Test', rows, rules: [] })))
}

test('a table holds the settings of all its subjects, by name, environment name and alias', () => {
  const table = tableOf({ host: { ...text, env: 'HOST' } }, { keyId: { ...text, alias: 'KEY_ID' } })
  assert.deepEqual(table.names, ['host', 'keyId'])
  assert.equal(table.byEnvironmentName.get('HOST'), 'host')
  assert.equal(table.byEnvironmentName.get('LATCHKEY_KEY_ID'), 'keyId')
  assert.equal(table.byAlias.get('KEY_ID'), 'keyId')
  assert.equal(table.row('keyId').alias, 'KEY_ID')
})

test('two subjects cannot claim the same setting, environment name or alias', () => {
  assert.throws(() => tableOf({ host: text }, { host: text }), /two settings are called host/)
  assert.throws(() => tableOf({ a: { ...text, env: 'A' } }, { b: { ...text, env: 'A' } }), /called A/)
  assert.throws(() => tableOf({ a: { ...text, alias: 'A' } }, { b: { ...text, alias: 'A' } }), /called A/)
})

test('a setting of a subject that is not in the table has no row', () => {
  assert.throws(() => tableOf({ host: text }).row('port'), /port is in no subject/)
})
