/** The refusals of second factors, for the page of error codes: see problem-guide.ts. */
export const ofFactors = {
  mfa_required: {
    happened: 'The first factor was right, and the account has a second one.',
    cause: 'The account has an authenticator app or a passkey. No tokens were given.',
    help: 'Send the `mfa_token` of the body, or its cookie, with a code to `POST /api/auth/mfa/verify/`: see [Second factors](../guides/second-factors.md).',
  },
  mfa_enrolment_required: {
    happened: 'The first factor was right, and the account must have a second one.',
    cause: '[`mfaRequired`](settings.md#mfarequired) wants one of this account, and it has none.',
    help: 'The `mfa_token` of the body opens the rows below `/api/auth/mfa/` that add a factor.',
  },
  mfa_token_not_valid: {
    happened: 'The sign-in that waited for a second factor is over.',
    cause: 'Five minutes or five wrong codes are gone, it was finished before, or the password was changed.',
    help: 'Begin again with the login.',
  },
  mfa_code_not_valid: {
    happened: 'The code was refused.',
    cause: 'It is wrong, too old, or was used before. The clock of the telephone may be wrong.',
    help: 'Take the next code. `latchkey doctor` compares the clock of the server.',
  },
  mfa_locked: {
    happened: 'Codes of this account are not accepted any more.',
    cause: 'A hundred wrong ones in a row (NIST SP 800-63B section 3.2.2).',
    help: 'A passkey still works. An operator resets the factors: `latchkey users factors reset LOGIN`.',
  },
  passkey_not_valid: {
    happened: 'The passkey was refused.',
    cause: 'It is unknown here, its challenge is used or old, or the page has another origin than the settings say.',
    help: 'Compare [`passkeyRpId`](settings.md#passkeyrpid) and [`publicUrl`](settings.md#publicurl) with the address of the page.',
  },
  reauthentication_required: {
    happened: 'The caller has to prove again who they are.',
    cause: 'The last proof in this session is too old, or was no second factor (RFC 9470).',
    help: 'Send a code, a passkey or the password to `POST /api/auth/reauthenticate/`, then repeat the request with the new token.',
  },
  factor_exists: {
    happened: 'There is an authenticator app already.',
    cause: 'An account has one at a time.',
    help: 'Remove it first: `DELETE /api/auth/mfa/totp/`.',
  },
  factor_needed: {
    happened: 'The last second factor was not removed.',
    cause: '[`mfaRequired`](settings.md#mfarequired) wants this account to have one.',
    help: 'Add another one first.',
  },
  factor_limit: {
    happened: 'No further passkey was added.',
    cause: 'An account has twenty at most.',
    help: 'Remove one first.',
  },
} as const
