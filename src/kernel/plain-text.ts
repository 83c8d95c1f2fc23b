/**
 * Makes untrusted text safe for a log line or a table (log injection, terminal escapes): nothing in it moves a cursor,
 * starts a line, reverses the reading direction or looks like a credential.
 */
import { hideUserinfo } from './hide-userinfo.ts'

const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu
const credentials: readonly (readonly [RegExp, string])[] = [
  [/eyJ[A-Za-z0-9_=-]{4,}(?:\.[A-Za-z0-9_=-]*)*/g, '[token]'],
  [/\b(?:argon2|bcrypt_sha256|bcrypt|pbkdf2_sha1|pbkdf2_sha256|scrypt|md5)\$\S+/g, '[hash]'],
]

/** Without `eyJ`, what no pattern here and none of `hideUserinfo` finds anything in. */
const harmless = /^[\w.: -]*$/

/** Escapes control and format characters as `\u{1b}`, replaces credentials by their kind, and cuts long text. */
export function plainText(text: string, longest = 200): string {
  // Most members of a log line are names and ids: nothing is replaced in them, and five searches took 0.3 us each time.
  if (text.length <= longest && harmless.test(text) && !text.includes('eyJ')) return text
  // Cut before and after: the patterns must not run over a megabyte, and escaping makes text longer.
  const short = credentials.reduce(
    (rest, [pattern, name]) => rest.replaceAll(pattern, name),
    hideUserinfo(text.slice(0, 4 * longest)),
  )
  const spelled = short.replaceAll(unprintable, char => `\\u{${char.codePointAt(0)?.toString(16)}}`)
  return spelled.length > longest || text.length > 4 * longest ? `${spelled.slice(0, longest)}...` : spelled
}
