/** What an operator sees of the outbox, and does with one mail. */
import type { Origin } from '../../kernel/origin.ts'
import type { MailPage, MailQuery, WaitingMail } from '../../mail/outbox.ts'
import { mostListed } from '../../users/user-list.ts'
import { audit } from './effects.ts'
import { pageOf, readPage } from './pages.ts'
import type { Steps, Tx } from './transaction.ts'

export function* listMails(tx: Tx, query: MailQuery): Steps<MailPage> {
  const asked = readPage('outbox', query, mostListed)
  const mails = yield* tx.listMails(asked, asked.limit + 1)
  const found = mails.map(item => ({ item, place: { key: item.id, id: '' } }))
  const { items, ...cursors } = pageOf(asked, { found, end: undefined })
  return { mails: items, ...cursors }
}

export function* findMail(tx: Tx, id: number): Steps<WaitingMail | undefined> {
  return Number.isSafeInteger(id) ? yield* tx.findMail(id) : undefined
}

export function* retryMail(tx: Tx, id: number, now: number, by?: Origin): Steps<'done' | 'gone'> {
  const mail = yield* lockMail(tx, id)
  if (mail === undefined) return 'gone'
  yield* tx.hastenMail(id, now)
  yield* audit(tx, { event: 'mail.retried', at: now, userId: mail.userId, reason: mail.kind }, by)
  return 'done'
}

export function* dropMail(tx: Tx, id: number, now: number, by?: Origin): Steps<'done' | 'gone'> {
  const mail = yield* lockMail(tx, id)
  if (mail === undefined) return 'gone'
  yield* tx.deleteMail(id)
  yield* audit(tx, { event: 'mail.dropped', at: now, userId: mail.userId, reason: mail.kind }, by)
  return 'done'
}

function* lockMail(tx: Tx, id: number): Steps<WaitingMail | undefined> {
  return Number.isSafeInteger(id) ? yield* tx.lockMail(id) : undefined
}
