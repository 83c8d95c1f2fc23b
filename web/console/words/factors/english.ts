/** What the console says of second factors, in English: each other language has the same. */
export const factors = {
  none: 'No second factor',
  noneLead: 'The owner adds one on the account pages.',
  name: 'Name',
  kind: 'Kind',
  kinds: { totp: 'Authenticator app', passkey: 'Passkey' },
  added: 'Added',
  used: 'Last used',
  codes: { one: '{count} recovery code is left.', other: '{count} recovery codes are left.' },
  browsers: { one: '{count} browser is trusted.', other: '{count} browsers are trusted.' },
  reset: 'Reset second factors',
  resetTitle: 'Reset the second factors of {name}?',
  resetLead:
    'Every factor, recovery code and trusted browser is removed: the password alone opens the account then. Do it only when you are sure that it is the owner who asks. The owner gets a mail.',
  resetDone: 'The second factors were removed.',
} as const
