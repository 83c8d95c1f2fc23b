/** The outbox as an operator sees it: listed, hastened and emptied mail by mail. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MailQuery, NewMail } from '../../mail/outbox.ts'
import { AuthError } from '../../problems.ts'
import { minute, now, type OpenedStore, type OpenStore, origin, stamp } from './opened-store.ts'

const notice: NewMail = { kind: 'password_changed', userId: 7, to: 'alice@example.com', now }
const due = { now, until: now + minute, limit: 10 }
const by = { ...origin, traceId: 'change', actor: 'cli:root' }

async function rowsOf(store: OpenedStore) {
  const rows = await store.audit.findByTrace('change')
  return rows.map(({ event, userId, reason, actor }) => [event, userId, reason, actor])
}

export function testWaitingMails(name: string, open: OpenStore): void {
  testMailLists(name, open)
  testRetries(name, open)
  testDrops(name, open)
}

function testMailLists(name: string, open: OpenStore): void {
  test(`${name}: a waiting mail is listed with its attempts and nothing of its link`, async t => {
    const { outbox } = await open(t)
    assert.deepEqual(await outbox.list({ limit: 5 }), { mails: [], next: undefined, previous: undefined })
    await outbox.put([{ ...notice, stamp: stamp('one') }])
    await outbox.put([{ kind: 'password_reset', to: 'bob@example.com', now: now + 1 }])
    await outbox.claim(due)
    const [first, second, ...more] = (await outbox.list({ limit: 5 })).mails
    const { kind, userId, to } = notice
    assert.deepEqual(first, { id: first?.id, kind, userId, to, writtenAt: now, dueAt: due.until, attempts: 1 })
    assert.deepEqual(second, {
      id: second?.id,
      kind: 'password_reset',
      to: 'bob@example.com',
      writtenAt: now + 1,
      dueAt: now + 1,
      attempts: 0,
    })
    assert.deepEqual(more, [])
    assert.deepEqual(await outbox.find(first?.id ?? 0), first)
    for (const id of [999, 0, -1, 1.5, Number.NaN]) assert.equal(await outbox.find(id), undefined)
  })

  test(`${name}: mails are listed in the order of writing, page by page and back, and are counted`, async t => {
    const { outbox } = await open(t)
    assert.equal(await outbox.count(), 0)
    await outbox.put([...'abcdefg'].map(to => ({ ...notice, to })))
    const page = async (query: Partial<MailQuery> = {}) => {
      const { mails, ...cursors } = await outbox.list({ limit: 3, ...query })
      return { text: mails.map(({ to }) => to).join(''), ...cursors }
    }
    const first = await page()
    const second = await page({ cursor: first.next })
    const third = await page({ cursor: second.next })
    assert.deepEqual([first.text, second.text, third.text], ['abc', 'def', 'g'])
    assert.deepEqual([first.previous, third.next], [undefined, undefined])
    const back = await page({ cursor: third.previous })
    assert.deepEqual([back.text, (await page({ cursor: back.previous })).text], ['def', 'abc'])
    assert.equal(await outbox.count(), 7)
    const made = Buffer.from(JSON.stringify(['sessions', false, 1, ''])).toString('base64url')
    for (const cursor of ['', 'x', made]) await assert.rejects(page({ cursor }), AuthError)
    for (const limit of [0, 1001]) await assert.rejects(page({ limit }), RangeError)
  })
}

function testRetries(name: string, open: OpenStore): void {
  test(`${name}: a mail that was put off is due at once, with its attempts, and a row says who did it`, async t => {
    const store = await open(t)
    const { outbox } = store
    await outbox.put([notice])
    const [claimed] = await outbox.claim(due)
    assert.ok(claimed)
    await outbox.postpone(claimed, now + 60 * minute)
    assert.deepEqual(await outbox.claim(due), [])
    assert.equal(await outbox.retry(claimed.id, now, by), 'done')
    assert.deepEqual(
      (await outbox.claim(due)).map(({ id, attempt }) => [id, attempt]),
      [[claimed.id, 2]],
    )
    assert.deepEqual(await rowsOf(store), [['mail.retried', 7, 'password_changed', 'cli:root']])
  })

  test(`${name}: one that is due is not put off by it, and one that was sent is gone`, async t => {
    const store = await open(t)
    const { outbox } = store
    await outbox.put([notice])
    const [mail] = (await outbox.list({ limit: 1 })).mails
    assert.equal(await outbox.retry(mail?.id ?? 0, now + minute, by), 'done')
    const [claimed] = await outbox.claim(due)
    assert.ok(claimed)
    await outbox.replace(claimed, [])
    for (const id of [claimed.id, 999, 1.5]) assert.equal(await outbox.retry(id, now, by), 'gone')
    assert.equal((await rowsOf(store)).length, 1)
  })
}

function testDrops(name: string, open: OpenStore): void {
  test(`${name}: a mail that is dropped is not sent by any worker, and a row says who dropped it`, async t => {
    const store = await open(t)
    const { outbox } = store
    await outbox.put([notice, { kind: 'password_reset', to: 'bob@example.com', now }])
    const [held] = await outbox.claim({ ...due, limit: 1 })
    const other = (await outbox.list({ limit: 2 })).mails.find(({ id }) => id !== held?.id)
    assert.ok(held && other)
    for (const id of [held.id, other.id]) assert.equal(await outbox.drop(id, now, by), 'done')
    for (const id of [held.id, 999, 1.5]) assert.equal(await outbox.drop(id, now, by), 'gone')
    await outbox.postpone(held, now)
    assert.deepEqual([await outbox.claim(due), await outbox.count()], [[], 0])
    assert.deepEqual(await rowsOf(store), [
      ['mail.dropped', 7, 'password_changed', 'cli:root'],
      ['mail.dropped', undefined, 'password_reset', 'cli:root'],
    ])
  })
}
