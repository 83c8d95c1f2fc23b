/**
 * While Django is in charge of accounts the database refuses every write of one (409 `adoption_following`). No mail is sent
 * then whose link would be refused.
 */
import type { Outbox } from '../../../mail/outbox.ts'
import type { MailKind } from '../../../ports/mail-templates.ts'
import { problem } from '../../../problems.ts'
import type { AdoptionPhase } from './adoption-phase.ts'

/** A link of these changes the account. */
const changing: ReadonlySet<MailKind> = new Set(['email_verification', 'password_reset', 'email_change'])

/** Throws `adoption_following` for a mail whose link could not be followed. */
export function refuseLinks(phase: AdoptionPhase, outbox: Outbox): Outbox {
  return {
    ...outbox,
    async put(mails) {
      if (mails.some(({ kind }) => changing.has(kind)) && (await phase.isDjangoInCharge())) {
        throw problem('adoption_following', { reason: 'mail' })
      }
      await outbox.put(mails)
    },
  }
}
