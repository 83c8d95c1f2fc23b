import { countCodePoints } from '../kernel/python-text.ts'

/** Django's UnicodeUsernameValidator: word characters of any script, and `. @ + -`. */
const pattern = /^[\p{L}\p{N}\p{M}_.@+-]+$/u

const longest = 150

export const usernameMessage =
  'Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.'

/** Checks the name as typed and in NFKC, as stored: one character can become eighteen there, blanks included. */
export function isValidUsername(text: string): boolean {
  const stored = text.normalize('NFKC')
  return pattern.test(text) && (stored === text || (pattern.test(stored) && countCodePoints(stored) <= longest))
}
