/** What the challenge of every use of a passkey is for. Whose passkey it has to be is asked of the passkey. */
export const signInPurpose = 'sign in'
