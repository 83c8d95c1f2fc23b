/** What mails there are, and what a function that words one is told. */

export type MailKind =
  /** Proves that somebody reads mail at the address of the account. */
  | 'email_verification'
  /** Lets the owner of the address choose a new password. */
  | 'password_reset'
  /** Proves that somebody reads mail at the address that the account shall have. */
  | 'email_change'
  /** Tells the old address that such a change was asked for. */
  | 'email_change_requested'
  /** Tells the old address that the account has another one now. */
  | 'email_changed'
  /** Tells the owner that the password was changed or reset. */
  | 'password_changed'
  /** Tells the owner that an API key was made. */
  | 'api_key_created'
  /** Tells the owner that an account of another provider was linked. */
  | 'provider_linked'

export interface MailFacts {
  readonly kind: MailKind
  /** The recipient's address. */
  readonly to: string
  /** Typed by whoever opened the account, who need not own the address: in a mail, names are a stranger's words. */
  readonly user: {
    readonly id: number | string
    readonly username: string
    readonly email: string
    readonly firstName: string
    readonly lastName: string
  }
  /** The host of `publicUrl`. */
  readonly site: string
  /** With the token; empty where the kind has none. */
  readonly link: string
  /** In a verification mail: closes the account, for readers who did not open it. Empty in others. */
  readonly notMeLink: string
  /** How long the links are good for, in whole minutes; 0 where there is none. */
  readonly validMinutes: number
}

export interface MailContent {
  /** One line; line breaks in it become blanks. */
  readonly subject: string
  readonly text: string
  /** Escape what you put into it: the tag `html` does. */
  readonly html?: string | undefined
}

export type MailTemplate = (facts: MailFacts) => MailContent | Promise<MailContent>

/** One's own words for some kinds, or for all. */
export type MailTemplates = Readonly<Partial<Record<MailKind, MailTemplate>>>
