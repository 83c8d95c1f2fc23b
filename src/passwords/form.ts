/**
 * The form in which a password is hashed. A keyboard composes an accent where another one does not, and its owner sees no
 * difference: NIST SP 800-63B section 3.1.1.2 and RFC 8265 section 4.2 normalise to NFC first.
 */
export type PasswordForm = 'nfc' | 'exact'

export function normalizePassword(form: PasswordForm, typed: string): string {
  return form === 'nfc' ? typed.normalize('NFC') : typed
}

/**
 * The texts that a stored hash may be of, the present form first: Django, and Latchkey before it normalised, hashed what
 * was typed. A password that has one form in all of them costs one hash.
 */
export function passwordForms(form: PasswordForm, typed: string): readonly [string, ...string[]] {
  if (form === 'exact') return [typed]
  const first = typed.normalize('NFC')
  return [first, ...new Set([typed, typed.normalize('NFD')].filter(text => text !== first))]
}

/** Only white space and what cannot be seen: nothing that its owner could type again on purpose. */
export function isBlankPassword(text: string): boolean {
  return /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\u2800]*$/u.test(text)
}
