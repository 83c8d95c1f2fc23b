import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { findFiles } from '../../../../scripts/files.ts'
import { eventTable } from '../../../ports/events.ts'
import { webhookEventNames, webhookEvents } from '../../../webhooks/event-table.ts'
import { deliveriesOf } from '../deliveries-of.ts'
import { sentEvents } from '../sent-events.ts'

const src = join(import.meta.dirname, '../../../')

test('each row that an action writes is sent by a public name, or is said not to be', () => {
  const files = findFiles(
    ['stores/transactions/*.ts', 'stores/tables/*.ts', 'flows/**/*.ts', 'features/*/flows/**/*.ts'],
    src,
  )
  const written = files
    .filter(file => !file.endsWith('.test.ts'))
    .flatMap(file => [...readFileSync(join(src, file), 'utf8').matchAll(/\bevent(?::|,)[^\n]*/g)])
    .flatMap(([line]) => [...line.matchAll(/'([a-z_]+\.[a-z_]+)'/g)].map(([, name = '']) => name))
  assert.ok(written.length > 40)
  assert.deepEqual(
    written.filter(name => !Object.hasOwn(sentEvents, name)),
    [],
  )
})

test('each event whose row is written by its action is in the table', () => {
  const actions = Object.entries(eventTable).filter(([, { audit }]) => audit === 'action')
  assert.deepEqual(
    actions.map(([name]) => name).filter(name => !Object.hasOwn(sentEvents, name)),
    [],
  )
})

test('each public event but the test is sent for some row', () => {
  const sent: readonly unknown[] = Object.values(sentEvents)
  assert.deepEqual(
    webhookEventNames.filter(name => !sent.includes(name)),
    ['webhook.test'],
  )
})

test('a name is of a noun and of what happened, so that patterns of nouns find it', () => {
  for (const name of webhookEventNames) assert.match(name, /^[a-z_]+\.[a-z_]+$/)
})

/** A row as full as none is: whatever it holds must not go out by accident. */
const full = {
  at: 1_768_478_400_500,
  userId: 7,
  sid: 'the-session',
  reason: 'totp',
  code: 'SECRET code',
  address: '203.0.113.7',
  traceId: 'a'.repeat(32),
  actor: 'cli:SECRET',
  changes: { firstName: ['SECRET', 'SECRET'], permission: [null, 'SECRET'], nickname: ['SECRET', null] },
} as const

for (const [event, sent] of Object.entries(sentEvents)) {
  if (typeof sent !== 'string') continue
  test(`${event} is sent with what its public row names, and with no value that changed`, () => {
    const subscription = { endpoint: 'billing', events: new Set([sent]) }
    const [delivery, ...more] = deliveriesOf([{ ...full, event, subject: 'group:7' }], [subscription])
    assert.ok(delivery && more.length === 0)
    const { type, timestamp, data } = JSON.parse(delivery.body)
    assert.deepEqual([type, timestamp], [sent, '2026-01-15T12:00:00.500Z'])
    assert.deepEqual(new Set(Object.keys(data)), new Set([...webhookEvents[sent].data, 'actor', 'trace_id']))
    assert.equal(data.actor, 'cli')
    assert.ok(!/SECRET|203\.0\.113\.7/.test(delivery.body))
  })
}

test('names of fields are those of the wire, and ids are taken from what the row is about', () => {
  const all = { endpoint: 'billing', events: new Set(webhookEventNames) }
  const dataOf = (entry: object) =>
    JSON.parse(deliveriesOf([{ event: '', at: 0, ...entry }], [all])[0]?.body ?? assert.fail()).data
  assert.deepEqual(dataOf({ ...full, event: 'user.changed' }).changed, ['first_name', 'permissions', 'nickname'])
  assert.equal(dataOf({ event: 'group.deleted', subject: 'group:7' }).group_id, 7)
  assert.equal(dataOf({ event: 'organization.created', subject: 'organization:org_1' }).organization_id, 'org_1')
  assert.equal(dataOf({ event: 'api_key.created', subject: 'api_key:k1', reason: 'k1' }).api_key_id, 'k1')
  assert.equal(dataOf({ event: 'key.retired', subject: 'key:k2' }).key_id, 'k2')
  assert.equal(dataOf({ event: 'device.trusted', subject: 'device:d1' }).device_id, 'd1')
  assert.deepEqual(dataOf({ event: 'session.started', reason: 'password totp' }).methods, ['password', 'totp'])
  assert.equal(dataOf({ event: 'session.ended', userId: 7 }).session_id, null)
  assert.equal(dataOf({ event: 'user.deleted', userId: 7, actor: '9' }).actor, '9')
})

test('a row that names no change is not sent', () => {
  const all = { endpoint: 'billing', events: new Set(webhookEventNames) }
  for (const event of ['user.changed', 'group.changed', 'organization.changed'])
    assert.deepEqual(deliveriesOf([{ event, at: 0, changes: {} }], [all]), [])
})
