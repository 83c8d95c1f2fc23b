/**
 * Text that came from outside, made fit to stand in a log line or a table: nothing in it moves a cursor, starts a
 * line, turns the reading direction or looks like a credential.
 */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu
const credentials: readonly (readonly [RegExp, string])[] = [
  [/eyJ[A-Za-z0-9_=-]{4,}(?:\.[A-Za-z0-9_=-]*)*/g, '[token]'],
  [/\b(?:argon2|bcrypt_sha256|bcrypt|pbkdf2_sha1|pbkdf2_sha256|scrypt|md5)\$\S+/g, '[hash]'],
]

/** Control and format characters are spelled `\u{1b}`, credentials named, and what is too long is cut. */
export function plainText(text: string, longest = 200): string {
  // Cut before and after: the replacing must not be made to work on a megabyte, and spelling makes text longer.
  const short = credentials.reduce(
    (rest, [pattern, name]) => rest.replaceAll(pattern, name),
    text.slice(0, 4 * longest),
  )
  const spelled = short.replaceAll(unprintable, char => `\\u{${char.codePointAt(0)?.toString(16)}}`)
  return spelled.length > longest || text.length > 4 * longest ? `${spelled.slice(0, longest)}...` : spelled
}
