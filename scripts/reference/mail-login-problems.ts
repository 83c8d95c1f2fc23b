/** The refusals of logins by mail, for the page of error codes: see problem-guide.ts. */
export const ofMailLogins = {
  mail_login_not_valid: {
    happened: 'The login that waited for a mail is over.',
    cause:
      'Its lifetime or five wrong codes are gone, it was finished before, the account changed, or the link is of another request.',
    help: 'Ask for a new mail. [`mailLoginLifetime`](settings.md#mailloginlifetime) says how long one is good for.',
  },
  mail_login_elsewhere: {
    happened: 'The link of a mail logged no one in.',
    cause: 'It was opened in another browser than the one that asked for it, or its `login_token` was not sent along.',
    help: 'Open it where it was asked for, type its code there, or ask for a new mail here: see [Logging in by mail](../guides/mail-login.md).',
  },
  mail_code_not_valid: {
    happened: 'The code was refused.',
    cause: 'It is mistyped, or of another mail. An address without an account gets the same answer.',
    help: 'Type the code of the newest mail. A request has five attempts.',
  },
} as const
