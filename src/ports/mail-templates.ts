/** The kinds of mail, and the facts that a template is given. */

export type MailKind =
  /** Verifies the address of the account. */
  | 'email_verification'
  /** Has a link to choose a new password. */
  | 'password_reset'
  /** Has a link or a code to log in with, or both. */
  | 'mail_login'
  /** Verifies the new address before the account is moved to it. */
  | 'email_change'
  /** Tells the old address that a change was requested. */
  | 'email_change_requested'
  /** Tells the old address that the change was made. */
  | 'email_changed'
  /** Tells the owner that the password was changed or reset. */
  | 'password_changed'
  /** Tells the owner that the first login by mail took the password away, which an impostor may have chosen. */
  | 'password_withdrawn'
  /** Tells the owner that an API key was made. */
  | 'api_key_created'
  /** Tells the owner that an account of another provider was linked. */
  | 'provider_linked'
  /** Tells the owner that an operator removed the link to an account of another provider. */
  | 'provider_unlinked'
  /** Tells the owner that a second factor was added. */
  | 'factor_added'
  /** Tells the owner that a second factor was removed, or all of them. */
  | 'factor_removed'
  /** Tells the owner that new recovery codes were made. */
  | 'recovery_codes_made'
  /** Tells the owner that a recovery code was used. */
  | 'recovery_code_used'

  /** Invites an address, which may have no account, to an organization. */
  | 'organization_invitation'
  /** Tells a member that they were removed from an organization. */
  | 'organization_member_removed'
  /** Tells a member that their role in an organization was changed. */
  | 'organization_role_changed'

/** What a mail template is given. `link` and `notMeLink` are whole addresses, or empty where the mail has none. */
export interface MailFacts {
  readonly kind: MailKind
  /** The recipient's address. */
  readonly to: string
  /** Untrusted: the names were chosen by the person who registered, who may not own the address. */
  readonly user: {
    readonly id: number | string
    readonly username: string
    readonly email: string
    readonly firstName: string
    readonly lastName: string
  }
  /** Of an invitation. Untrusted: members chose the name, which may be a sentence. */
  readonly organization?: { readonly name: string; readonly slug: string } | undefined
  /** The host of `publicUrl`. */
  readonly site: string
  /** Includes the token; empty for kinds without a link. */
  readonly link: string
  /** In a verification mail: closes the account, for readers who did not open it. Empty in others. */
  readonly notMeLink: string
  /** In a mail to log in with: eight digits. Empty in others, and where `mailLogin` is `link`. */
  readonly code: string
  /** How long link and code are good for, in whole minutes; 0 where there is none. */
  readonly validMinutes: number
}

/** The subject and the text of a mail, and HTML if you want it. */
export interface MailContent {
  /** One line: line breaks become spaces. */
  readonly subject: string
  readonly text: string
  /** Escape every value in it: the template tag `html` does. */
  readonly html?: string | undefined
}

/** Writes one kind of mail. Escape what users chose: `html` does. */
export type MailTemplate = (facts: MailFacts) => MailContent | Promise<MailContent>

/** Custom templates for some kinds, or for all. */
export type MailTemplates = Readonly<Partial<Record<MailKind, MailTemplate>>>
