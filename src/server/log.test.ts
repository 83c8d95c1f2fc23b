import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from './log.ts'

test('the line of an operator’s action names the actor, the account and what changed', () => {
  const lines: string[] = []
  const log = createLog(false, { write: line => void lines.push(line) })
  log.emit({ name: 'user.changed', userId: 7, actor: 'cli:root', data: { fields: ['isActive'] } })
  const { time, ...line } = JSON.parse(lines[0] ?? '')
  assert.match(time, /^\d{4}-/)
  assert.deepEqual(line, { level: 30, event: 'user.changed', userId: 7, actor: 'cli:root', fields: ['isActive'] })
})

test('the name of an operator starts no line of its own and moves no cursor (log injection)', () => {
  const lines: string[] = []
  const log = createLog(false, { write: line => void lines.push(line) })
  log.emit({ name: 'user.created', userId: 7, actor: 'cli:ro\not\u001b[2J' })
  assert.equal(lines.length, 1)
  assert.doesNotMatch(lines[0]?.slice(0, -1) ?? '', /\p{Cc}/u)
  assert.doesNotMatch(JSON.parse(lines[0] ?? '').actor, /\p{Cc}/u)
})
