/**
 * A request for a mail to log in with. The account is looked up later, when the mail is sent, so known and unknown
 * addresses get the same answer, in the same time, from the same writes (account enumeration).
 */
import type { Needs } from '../system.ts'
import { normalizeEmail } from '../users/email.ts'
import { requireMailRoom } from './count-mail.ts'
import { sealMailLogin } from './mail-login-request.ts'

type Parts = Needs<
  'settings' | 'throttles' | 'clock' | 'origin' | 'outbox' | 'outboxWorker' | 'events' | 'seal' | 'random'
>

/**
 * What the browser keeps until it has the mail's half. Throws `throttled`. The caller has validated the address. Requests
 * void no older ones: a stranger who asks for the same address must not take the owner's mail away.
 */
export async function requestMailLogin(system: Parts, typed: string, next?: string): Promise<string> {
  const { clock, settings, random } = system
  const to = normalizeEmail(typed)
  await requireMailRoom(system, to)
  const now = clock.now()
  const iat = Math.floor(now / 1000)
  const stamp = { jti: `mail login ${random.uuidHex()}`, iat, exp: iat + settings.mailLoginLifetime }
  await system.outbox.put([{ kind: 'mail_login', to, stamp, now }])
  system.outboxWorker.wake()
  system.events.emit({ name: 'mail.requested', reason: 'mail_login' })
  return sealMailLogin(system, { to, stamp, askedAt: now, ...(next !== undefined && { next }) })
}
