import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AuthEvent, type EventName, eventTable } from '../ports/events.ts'
import { createLog } from './log.ts'

test('the line of an operator’s action names the actor, the account and what changed', () => {
  const lines: string[] = []
  const log = createLog(false, { stream: { write: line => void lines.push(line) } })
  log.emit({ name: 'user.changed', userId: 7, actor: 'cli:root', data: { fields: ['isActive'] } })
  const { time, ...line } = JSON.parse(lines[0] ?? '')
  assert.match(time, /^\d{4}-/)
  assert.deepEqual(line, { level: 30, event: 'user.changed', userId: 7, actor: 'cli:root', fields: ['isActive'] })
})

test('the name of an operator starts no line of its own and moves no cursor (log injection)', () => {
  const lines: string[] = []
  const log = createLog(false, { stream: { write: line => void lines.push(line) } })
  log.emit({ name: 'user.created', userId: 7, actor: 'cli:ro\not\u001b[2J' })
  assert.equal(lines.length, 1)
  assert.doesNotMatch(lines[0]?.slice(0, -1) ?? '', /\p{Cc}/u)
  assert.doesNotMatch(JSON.parse(lines[0] ?? '').actor, /\p{Cc}/u)
})

/** What `data` may hold stands beside these in a line. */
type OwnMember = 'level' | 'time' | 'event' | Exclude<keyof AuthEvent, 'name' | 'data'>
type DataMember<Event = AuthEvent> = Event extends { readonly data: infer Data } ? keyof NonNullable<Data> : never

test('no event has data that would take the place of a member of its line', () => {
  const taken: Extract<DataMember, OwnMember> extends never ? 'none' : Extract<DataMember, OwnMember> = 'none'
  assert.equal(taken, 'none')
})

test('a line has the name of its event, whatever the data holds', () => {
  const lines: string[] = []
  const log = createLog(false, { stream: { write: line => void lines.push(line) } })
  const data = { endpoint: 'billing', type: 'user.deleted', messageId: 'msg_1', attempt: 10, took: 7, status: 500 }
  log.emit({ name: 'webhook.failed', reason: 'status', data })
  log.emit({ name: 'webhook.sent', data: Object.assign({ event: 'user.deleted', level: 0, time: '' }, data) })
  const [failed, sent] = lines.map(line => JSON.parse(line))
  assert.deepEqual({ ...failed, time: '' }, { level: 50, time: '', event: 'webhook.failed', reason: 'status', ...data })
  assert.deepEqual([sent.event, sent.level], ['webhook.sent', 30])
  assert.match(sent.time, /^\d{4}-/)
})

function readable(event: AuthEvent, isColoured = false): string {
  const lines: string[] = []
  createLog(true, { stream: { write: line => void lines.push(line) }, isColoured }).emit(event)
  return lines.join('')
}

const served: AuthEvent = {
  name: 'request.served',
  userId: 7,
  traceId: 'ab'.repeat(16),
  data: { method: 'GET', path: '/api/auth/profile/', status: 200, ms: 3 },
}

test('in DEBUG a line says who accessed what', () => {
  const expected =
    /^\d\d:\d\d:\d\d\.\d{3} INFO {2}User 7 accessed \/api\/auth\/profile\/ \(GET 200, 3 ms\) {2}request\.served traceId=(?:ab){16}\n$/
  assert.match(readable(served), expected)
  const { userId: _, ...anonymous } = served
  assert.match(readable(anonymous), / INFO {2}Anonymous user accessed \/api\/auth\/profile\/ \(GET 200, 3 ms\)/)
})

test('in DEBUG every event is a sentence, and one line unless it has a stack', () => {
  const names = Object.keys(eventTable).filter(name => name !== 'request.served') as EventName[]
  for (const name of names) {
    const line = readable({ name, userId: 7, data: { count: 1 } } as unknown as AuthEvent)
    const { says, level } = eventTable[name]
    assert.ok(
      line.includes(` ${level.toUpperCase().padEnd(5)} ${says[0]?.toUpperCase()}${says.slice(1)}  ${name}`),
      line,
    )
    assert.equal(line.indexOf('\n'), line.length - 1)
  }
})

test('in DEBUG a member that an event does not have is not written', () => {
  const event = { name: 'login.failed', userId: undefined, data: { reason: 'unknown_user' } } as unknown as AuthEvent
  assert.match(readable(event), /login\.failed reason=unknown_user\n$/)
})

test('in DEBUG the stack of an unexpected error stands below its line, and colour is for terminals', () => {
  const cause = new Error('it\nbroke', { cause: new TypeError('because') })
  const event: AuthEvent = {
    name: 'request.failed',
    data: { method: 'GET', path: '/', code: 'internal_error', status: 500, cause },
  }
  assert.match(
    readable(event),
    /^[^\n]*ERROR A request could not be answered[^\n]*\n {4}Error: it(?:\n {4}.*)*\n {4}TypeError: because/,
  )
  assert.match(readable(event, true), /^\x1b\[2m[\d:.]+\x1b\[0m \x1b\[31mERROR\x1b\[0m /)
})

test('in DEBUG a value of a client looks like no other member and starts no line (log injection)', () => {
  const line = readable({ ...served, address: '1 event=login.succeeded\nx' })
  assert.match(line, /address="1 event=login\.succeeded\\\\u\{a\}x"/)
  assert.equal(line.indexOf('\n'), line.length - 1)
})
