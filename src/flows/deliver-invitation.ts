/** An invitation as a mail: what it is made from is read when it is sent, so one that was revoked meanwhile is not. */
import type { ClaimedMail } from '../mail/outbox.ts'
import type { MailFacts } from '../ports/mail-templates.ts'
import type { Needs } from '../system.ts'
import { whenSigned } from '../tokens/sign.ts'
import { isValidEmail } from '../users/email.ts'
import { mintInvitationToken } from './invitation-token.ts'
import { linkOf } from './mail-link.ts'

type Parts = Needs<'settings' | 'keyring' | 'clock' | 'random' | 'findInvitationMail'>

/** What the facts of the mail are made with, or why it is not wanted any more. `site`: the host of `publicUrl`. */
export async function invitationFacts(
  system: Parts,
  { kind, to, stamp }: ClaimedMail,
  site: string,
): Promise<(() => MailFacts | Promise<MailFacts>) | string> {
  const { settings, clock, findInvitationMail } = system
  const invitation = stamp && (await findInvitationMail(stamp.jti))
  if (stamp === undefined || invitation === undefined) return 'no_invitation'
  if (invitation.email !== to || !isValidEmail(to)) return 'no_address'
  if (stamp.exp * 1000 <= clock.now()) return 'too_late'
  const factsOf = (token: string): MailFacts => ({
    kind,
    to,
    site,
    user: { id: '', username: '', email: to, firstName: '', lastName: '' },
    organization: invitation.organization,
    link: linkOf(settings, kind as 'organization_invitation', token),
    notMeLink: '',
    code: '',
    validMinutes: Math.floor((stamp.exp - stamp.iat) / 60),
  })
  return () => whenSigned(mintInvitationToken(system, to, stamp), factsOf)
}
