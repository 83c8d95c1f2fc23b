/**
 * The ports of the store for organizations. Every method that changes something is one transaction, which locks the
 * organization and decides there: a member whose role was changed a moment ago acts by the new one (race condition).
 */
import type { Origin } from '../../kernel/origin.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { AttachedMail, NewMail } from '../../mail/outbox.ts'
import type { NewUser, User } from '../../users/user.ts'
import type { Invitation, Member, Membership, OpenInvitation, Organization } from './organization.ts'

/** Which role may do it, and to members (or with invitations) of which roles: of all, or of these. */
export type Authority = Readonly<Record<string, 'all' | readonly string[]>>

/** When something changes, and who did it from where. */
export interface OrganizationChange {
  /** Milliseconds since 1970. */
  readonly now: number
  readonly by: Origin | undefined
}

/** A member acts: what their role may do is asked inside the transaction. */
export interface MemberAction extends OrganizationChange {
  readonly as: UserId
  readonly may: Authority
}

/** The mail to the member whom it is about. */
export interface WithNotice {
  readonly mail?: AttachedMail | undefined
}

export interface NewOrganization extends OrganizationChange, Pick<Organization, 'id' | 'slug' | 'name'> {
  readonly owner: UserId
  /** How many organizations one user may own; absent: any number. */
  readonly limit?: number | undefined
}

export interface OrganizationTexts {
  readonly slug?: string | undefined
  readonly name?: string | undefined
}

/** `not_member`: who acts is not in the organization, or there is none. `forbidden`: their role does not reach so far. */
export type ActionRefusal = 'not_member' | 'forbidden'

export type OrganizationOutcome =
  | { readonly outcome: 'saved' | 'unchanged'; readonly organization: Organization }
  /** Another organization has the slug. */
  | { readonly outcome: 'duplicate' }
  | { readonly outcome: ActionRefusal }

/** `gone`: the other one is not a member. `last_owner`: without them no one would have the role of owners. */
export type MemberOutcome = 'done' | 'unchanged' | 'gone' | 'last_owner' | ActionRefusal

/** `in_use`: a foreign key in a table of the application refers to the organization. */
export type OrganizationDeletion = 'deleted' | 'in_use' | ActionRefusal

export interface NewInvitation extends MemberAction {
  readonly id: string
  readonly organizationId: string
  /** Valid and normalised. An older invitation of the address ends. */
  readonly email: string
  readonly role: string
  readonly expiresAt: number
  /** How many may wait in one organization. */
  readonly limit: number
  readonly mail: NewMail | undefined
}

/** A person who was invited comes: by the link of the mail, or by an account with the verified address. */
export interface Acceptance extends OrganizationChange {
  readonly id: string
  readonly userId: UserId
  /** `link`: a token for the address was shown, which proves the mailbox. `account`: only a verified address counts. */
  readonly provenBy: 'link' | 'account'
  /** How many members an organization may have. */
  readonly limit: number
  /** Who may invite whom: who invited must still be a member who may. */
  readonly may: Authority
}

/** `gone`: there is no such invitation any more, or it was not for this account. `full`: `limit` is reached. */
export type AcceptanceOutcome =
  | { readonly outcome: 'joined'; readonly membership: Membership; readonly hasVerifiedEmail: boolean }
  | { readonly outcome: 'member_already'; readonly membership: Membership }
  /** The account of the acceptance has another address than the invitation. */
  | { readonly outcome: 'other_address' }
  | { readonly outcome: 'gone' | 'full' }

export interface NewcomerAcceptance extends Omit<Acceptance, 'userId' | 'provenBy'> {
  /** With the address of the invitation, verified. */
  readonly account: NewUser
}

export type NewcomerOutcome =
  | { readonly outcome: 'joined'; readonly user: User; readonly membership: Membership }
  /** An account has the login name. */
  | { readonly outcome: 'duplicate' }
  | { readonly outcome: 'other_address' | 'gone' | 'full' }

export interface PageQuery {
  /** `next` or `previous` of a page. Any other text is the problem `invalid_cursor`. */
  readonly cursor?: string | undefined
  /** At most so many: 1 to 1000. */
  readonly limit: number
}

/** In the order in which they joined. */
export interface MemberPage {
  readonly members: readonly Member[]
  readonly next?: string | undefined
  readonly previous?: string | undefined
}

export interface OrganizationStore {
  /** `duplicate`: the slug is taken. `too_many`: the user owns `limit` organizations. */
  create(organization: NewOrganization): Promise<'created' | 'duplicate' | 'too_many' | 'unknown_user'>
  /** By id or slug. What a request asks: one read. */
  membershipOf(key: string, userId: UserId): Promise<Membership | undefined>
  /** In the order of their names. */
  listOf(userId: UserId): Promise<readonly Membership[]>
  listMembers(organizationId: string, query: PageQuery): Promise<MemberPage>
  update(organizationId: string, texts: OrganizationTexts, action: MemberAction): Promise<OrganizationOutcome>
  delete(organizationId: string, action: MemberAction): Promise<OrganizationDeletion>
  /** Both the role that the member has and the one that they get must be within the reach of who acts. */
  setRole(
    organizationId: string,
    userId: UserId,
    role: string,
    action: MemberAction & WithNotice,
  ): Promise<MemberOutcome>
  /** The invitations that the member wrote end too. */
  removeMember(organizationId: string, userId: UserId, action: MemberAction & WithNotice): Promise<MemberOutcome>
  leave(
    organizationId: string,
    userId: UserId,
    change: OrganizationChange,
  ): Promise<'done' | 'last_owner' | 'not_member'>
  /** The owner who acts makes another member owner and takes `role`. Both get the mail. */
  transfer(
    organizationId: string,
    to: UserId,
    role: string,
    action: Omit<MemberAction, 'may'> & WithNotice,
  ): Promise<'done' | 'unchanged' | 'gone' | ActionRefusal>

  /** `too_many`: so many wait already. */
  invite(invitation: NewInvitation): Promise<'invited' | 'too_many' | ActionRefusal>
  /** The same invitation for a longer time, by another mail. `gone`: there is none of this id in the organization. */
  renewInvitation(
    organizationId: string,
    id: string,
    renewal: MemberAction & {
      readonly expiresAt: number
      readonly mail: (invitation: Invitation) => NewMail | undefined
    },
  ): Promise<OpenInvitation | 'gone' | ActionRefusal>
  revokeInvitation(organizationId: string, id: string, action: MemberAction): Promise<'done' | 'gone' | ActionRefusal>
  /** The oldest first, expired ones too. */
  listInvitations(organizationId: string): Promise<readonly Invitation[]>
  /** Those of an address in any ASCII case that can be accepted now. */
  listInvitationsTo(email: string, now: number): Promise<readonly OpenInvitation[]>
  /** Expired ones too. */
  findInvitation(id: string): Promise<OpenInvitation | undefined>
  /** Of any number of acceptances of one invitation exactly one joins. */
  accept(acceptance: Acceptance): Promise<AcceptanceOutcome>
  /** Opens an account and joins, or does neither. */
  acceptAsNewcomer(acceptance: NewcomerAcceptance): Promise<NewcomerOutcome>
  /** `email`: whose invitation it must be. Who declines may have no account. */
  decline(
    id: string,
    email: string,
    change: OrganizationChange & { readonly userId?: UserId | undefined },
  ): Promise<OpenInvitation | 'gone'>
}

export interface OrganizationQuery extends PageQuery {
  /** Text in the name or the slug, in any ASCII case. */
  readonly search?: string | undefined
}

/** The oldest first. A page can be shorter than was asked for, even empty, and have a `next`. */
export interface OrganizationPage {
  readonly organizations: readonly Organization[]
  readonly next?: string | undefined
  readonly previous?: string | undefined
}

/** What operators do, who are members of nothing. Only `flows/admin` calls what changes something. */
export interface OrganizationDirectory {
  /** In bounded time however many there are. Throws the problem `invalid_cursor`, and RangeError for a limit out of bounds. */
  list(query: OrganizationQuery): Promise<OrganizationPage>
  /** By id or slug. */
  find(key: string): Promise<Organization | undefined>
  countMembers(organizationId: string): Promise<number>
  update(
    organizationId: string,
    texts: OrganizationTexts,
    change: OrganizationChange,
  ): Promise<Exclude<OrganizationOutcome, { readonly outcome: ActionRefusal }> | { readonly outcome: 'gone' }>
  delete(organizationId: string, change: OrganizationChange): Promise<'deleted' | 'in_use' | 'gone'>
  addMember(
    organizationId: string,
    userId: UserId,
    role: string,
    change: OrganizationChange & { readonly limit: number },
  ): Promise<'done' | 'unchanged' | 'gone' | 'unknown_user' | 'full'>
  /** `gone`: there is no such organization, or they are not a member. */
  setRole(
    organizationId: string,
    userId: UserId,
    role: string,
    change: OrganizationChange & WithNotice,
  ): Promise<'done' | 'unchanged' | 'gone' | 'last_owner'>
  removeMember(
    organizationId: string,
    userId: UserId,
    change: OrganizationChange & WithNotice,
  ): Promise<'done' | 'gone' | 'last_owner'>
}

declare module '../../store.ts' {
  interface Store {
    readonly organizations: OrganizationStore
    readonly organizationDirectory: OrganizationDirectory
  }
}

declare module '../../system.ts' {
  interface System {
    readonly organizations: OrganizationStore
    /** The same, for operators. */
    readonly organizationDirectory: OrganizationDirectory
  }
}
