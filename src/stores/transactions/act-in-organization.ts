/** What all actions in an organization share: the lock, the question who may, audit rows and members who are told. */

import type { Organization } from '../../features/organizations/organization.ts'
import type { ActionRefusal, Authority, MemberAction, OrganizationChange } from '../../features/organizations/store.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { AttachedMail } from '../../mail/outbox.ts'
import type { AuditEntry } from '../../ports/audit.ts'
import { audit, markStale } from './effects.ts'
import { attachMail } from './mail-links.ts'
import type { Steps, Tx } from './transaction.ts'

/** The organization, locked, and the role of who acts there. */
export interface Acting {
  readonly organization: Organization
  readonly role: string
}

/** Every action of a member begins here. Whether the role reaches as far as another member is asked by `reaches`. */
export function* actIn(
  tx: Tx,
  organizationId: string,
  { as, may }: Pick<MemberAction, 'as' | 'may'>,
): Steps<Acting | ActionRefusal> {
  const organization = yield* tx.lockOrganization(organizationId)
  const role = organization && (yield* tx.findRole(organizationId, as))
  if (organization === undefined || role === undefined) return 'not_member'
  return Object.hasOwn(may, role) ? { organization, role } : 'forbidden'
}

/** Whether a member of the one role may do it to a member of the other, or give the other. */
export function reaches(may: Authority, role: string, other: string): boolean {
  const reach = Object.hasOwn(may, role) ? may[role] : undefined
  return reach === 'all' || reach?.includes(other) === true
}

type Entry = Omit<AuditEntry, 'at' | 'subject'>

export function* record(tx: Tx, organizationId: string, entry: Entry, { now, by }: OrganizationChange): Steps<void> {
  yield* audit(tx, { ...entry, at: now, subject: `organization:${organizationId}` }, by)
}

/** Sockets of the user are asked again, and the mail goes to the address that the account has now. */
export function* tell(tx: Tx, userId: UserId, now: number, mail: AttachedMail | undefined): Steps<void> {
  yield* markStale(tx, userId, now)
  const user = mail && (yield* tx.findUser(userId))
  if (user !== undefined) yield* attachMail(tx, user, mail)
}
