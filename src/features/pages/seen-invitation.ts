/** What the pages of invitations know of one: the invitation, whether its address has an account, and who looks at it. */
import type { Call } from '../../http/endpoints/endpoint.ts'
import { invitationCookie } from '../../http/response/invitation-cookie.ts'
import { type Html, html } from '../../mail/html.ts'
import { AuthError } from '../../problems.ts'
import type { System } from '../../system.ts'
import { foldEmail } from '../../users/email.ts'
import { fullName, type User } from '../../users/user.ts'
import { findInvitation } from '../organizations/flows/accept-invitation.ts'
import type { OpenInvitation } from '../organizations/organization.ts'
import type { View } from './view.ts'

export interface SeenInvitation {
  readonly token: string
  readonly invitation: OpenInvitation
  /** Untrusted: who invites chose it. */
  readonly from: string
  readonly hasAccount: boolean
  readonly visitor: User | undefined
}

/** `gone`: the link was good once, or never. `undefined`: the browser has none. */
export async function lookAtInvitation(
  system: System,
  { incoming, principal }: Pick<Call, 'incoming' | 'principal'>,
): Promise<SeenInvitation | 'gone' | undefined> {
  const token = invitationCookie.read(incoming, system.settings)
  const invitation = token === undefined ? undefined : await findOpen(system, token)
  if (token === undefined || invitation === undefined) return token === undefined ? undefined : 'gone'
  const inviter = await system.users.findById(invitation.invitedBy)
  // The link proves the mailbox: its owner may know whether they have an account.
  const accounts = await system.outbox.findRecipients(invitation.email)
  return {
    token,
    invitation,
    from: inviter === undefined ? '' : fullName(inviter) || inviter.username,
    hasAccount: accounts.length > 0,
    visitor: await principal?.user(),
  }
}

async function findOpen(system: System, token: string): Promise<OpenInvitation | undefined> {
  try {
    return await findInvitation(system, token)
  } catch (error) {
    if (error instanceof AuthError && error.code === 'invitation_not_valid') return undefined
    throw error
  }
}

export function isForVisitor({ invitation, visitor }: SeenInvitation): boolean {
  return visitor !== undefined && foldEmail(visitor.email) === foldEmail(invitation.email)
}

/** Names go through `html`, which escapes: strangers chose them (XSS). */
export function invitationFacts({ words, language }: View, { invitation, from }: SeenInvitation): Html {
  const { facts, roles } = words.invitation
  const { organization, email, role, expiresAt } = invitation
  const until = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(expiresAt))
  const shown = [
    [facts.organization, organization.name],
    [facts.from, from],
    [facts.address, email],
    [facts.role, Object.hasOwn(roles, role) ? roles[role as keyof typeof roles] : role],
    [facts.until, until],
  ] as const
  const rows = shown
    .filter(([, text]) => text !== '')
    .map(([name, text]) => html`<dt>${name}</dt><dd>${broken(text)}</dd>\n`)
  return html`<dl class="facts">
${rows}</dl>
`
}

/** An address breaks before an @ or a dot rather than within a word. */
function broken(text: string): Html {
  const [first, ...others] = text.split(/(?=[@.])/)
  return html`${first}${others.map(part => html`<wbr>${part}`)}`
}
