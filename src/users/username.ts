/** Django's UnicodeUsernameValidator: word characters of any script, and `. @ + -`. */
const pattern = /^[\p{L}\p{N}\p{M}_.@+-]+$/u

export const usernameMessage =
  'Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.'

export function isValidUsername(text: string): boolean {
  return pattern.test(text)
}
