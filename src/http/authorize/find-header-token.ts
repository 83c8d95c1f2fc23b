/** Finds the token of the Authorization header, read as SimpleJWT reads it. Does NOT verify the token. */
import { splitAscii } from '../../kernel/python-text.ts'
import { problem } from '../../problems.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Incoming } from '../request/message.ts'

export type HeaderSettings = Pick<Settings, 'authHeaderName' | 'authHeaderTypes' | 'authSchemeCaseInsensitive'>

/**
 * `undefined` for no header, an empty one and other schemes: those requests are anonymous, not wrong. The right scheme
 * with no value or with several is refused.
 */
export function findHeaderToken(incoming: Pick<Incoming, 'header'>, settings: HeaderSettings): string | undefined {
  const parts = splitAscii(incoming.header(settings.authHeaderName.toLowerCase()) ?? '')
  const [scheme, token] = parts
  if (scheme === undefined || !isOurScheme(scheme, settings)) return undefined
  if (parts.length !== 2) throw problem('bad_authorization_header', { reason: 'part_count' })
  return token
}

/** RFC 9110 section 11.1 compares schemes without case; SimpleJWT 5.x does not. */
function isOurScheme(scheme: string, settings: HeaderSettings): boolean {
  if (settings.authHeaderTypes.includes(scheme)) return true
  if (!settings.authSchemeCaseInsensitive) return false
  return settings.authHeaderTypes.some(known => known.toLowerCase() === scheme.toLowerCase())
}
