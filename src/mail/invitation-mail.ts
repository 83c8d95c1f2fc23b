/** Mails to addresses that may have no account: invitations to organizations. */

/** What such a mail is written from, as it stands when the mail is sent. */
export interface InvitationMail {
  /** The mailbox. */
  readonly email: string
  /** Untrusted: its members chose both. */
  readonly organization: { readonly name: string; readonly slug: string }
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/** `undefined`: the invitation was accepted, declined or revoked. */
export type FindInvitationMail = (id: string) => Promise<InvitationMail | undefined>
