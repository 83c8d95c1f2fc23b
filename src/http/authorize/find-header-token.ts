/** Where a request keeps its token: the Authorization header, read as SimpleJWT reads it. */
import { splitAscii } from '../../kernel/python-text.ts'
import { problem } from '../../problems.ts'
import type { Incoming } from '../request/message.ts'

export interface HeaderSettings {
  /** `Authorization` unless set otherwise. */
  readonly authHeaderName: string
  readonly authHeaderTypes: readonly string[]
  /** RFC 9110 section 11.1 compares schemes without case; SimpleJWT 5.x does not. */
  readonly authSchemeCaseInsensitive: boolean
}

/**
 * The token of the header, or `undefined` for no header, an empty one and other schemes: those are anonymous, not
 * wrong. A right scheme with none or several values is refused. The token itself is not judged here.
 */
export function readBearer(incoming: Incoming, settings: HeaderSettings): string | undefined {
  const parts = splitAscii(incoming.header(settings.authHeaderName.toLowerCase()) ?? '')
  const [scheme, token] = parts
  if (scheme === undefined || !isOurScheme(scheme, settings)) return undefined
  if (parts.length !== 2) throw problem('bad_authorization_header', { reason: 'part_count' })
  return token
}

function isOurScheme(scheme: string, settings: HeaderSettings): boolean {
  if (settings.authHeaderTypes.includes(scheme)) return true
  if (!settings.authSchemeCaseInsensitive) return false
  return settings.authHeaderTypes.some(known => known.toLowerCase() === scheme.toLowerCase())
}
