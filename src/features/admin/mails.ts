/** A mail that waits as an operator sees it, in a page or in a terminal: never the link in it. */
import { z } from 'zod'
import { instantOf } from '../../kernel/instant.ts'
import type { WaitingMail } from '../../mail/outbox.ts'

const moment = z.iso.datetime()

export const mailOutput = z.object({
  id: z.int(),
  kind: z.string(),
  to: z.string(),
  user_id: z.union([z.int(), z.string()]).nullable(),
  written_at: moment,
  due_at: moment,
  attempts: z.int(),
})

export function showMail({ id, kind, to, userId, writtenAt, dueAt, attempts }: WaitingMail) {
  const at = (time: number) => instantOf(new Date(time))
  return { id, kind, to, user_id: userId ?? null, written_at: at(writtenAt), due_at: at(dueAt), attempts }
}
