/**
 * Reads the body of a request within the limit of the settings and parses it by its media type. Bodies that would have
 * to be unpacked first are refused before a byte is read.
 */
import type { ParsedBody } from '../../fields/parsed-body.ts'
import { problem } from '../../problems.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Incoming } from './message.ts'
import { parseBody } from './parsers/body.ts'

/** Throws `unsupported_media_type`, `payload_too_large`, `parse_error`. */
export async function readBody(incoming: Incoming, { bodyLimit }: Pick<Settings, 'bodyLimit'>): Promise<ParsedBody> {
  refuseEncoded(incoming)
  return parseBody(await incoming.body(bodyLimit), incoming.header('content-type'))
}

/**
 * A compressed body may grow a thousandfold (a zip bomb), so none is unpacked (RFC 9110 section 8.4). The same holds
 * for a compressed transfer (`gzip, chunked`), which Node passes on as it came (RFC 9112 section 6.1).
 */
function refuseEncoded(incoming: Incoming): void {
  const content = codingOf(incoming.header('content-encoding'))
  const transfer = codingOf(incoming.header('transfer-encoding'))
  if (['', 'identity'].includes(content) && ['', 'chunked'].includes(transfer)) return
  throw problem('unsupported_media_type', { title: 'Encoded request bodies are not supported.', reason: 'encoding' })
}

function codingOf(header = ''): string {
  return header.trim().toLowerCase()
}
