import { countCodePoints } from '../kernel/python-text.ts'

/** Django's UnicodeUsernameValidator: word characters of any script, and `. @ + -`. */
const pattern = /^[\p{L}\p{N}\p{M}_.@+-]+$/u

const longest = 150

export const usernameMessage =
  'Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.'

/** As typed, and in the form NFKC in which it is stored: there one character may be eighteen, with blanks among them. */
export function isValidUsername(text: string): boolean {
  const stored = text.normalize('NFKC')
  return pattern.test(text) && (stored === text || (pattern.test(stored) && countCodePoints(stored) <= longest))
}
