/** The cookies that a request sends, as RFC 6265 section 4.2.1 writes them. */
import type { Incoming } from './message.ts'

/** Every value that came under this name, once each, as sent. */
export function readCookies(incoming: Pick<Incoming, 'header'>, name: string): readonly string[] {
  const start = `${name}=`
  const pairs = (incoming.header('cookie') ?? '').split(';').map(withoutLeadingBlanks)
  return [...new Set(pairs.filter(pair => pair.startsWith(start)).map(pair => pair.slice(start.length)))]
}

/**
 * Blanks and tabs alone: trimming every Unicode space would take a sibling subdomain's cookie, whose name begins with
 * such a space, for one with the prefix `__Host-`.
 */
function withoutLeadingBlanks(pair: string): string {
  return pair.replace(/^[ \t]+/, '')
}
