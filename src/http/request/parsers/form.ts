/**
 * Parses form bodies as Django's QueryDict does: `+` is a space, invalid percent sequences stay as they are, bytes that
 * are not UTF-8 become U+FFFD, and the last value of a repeated name wins.
 */
import { decodeUtf8 } from '../../../kernel/decode.ts'
import { problem } from '../../../problems.ts'

/** Django's DATA_UPLOAD_MAX_NUMBER_FIELDS. */
export const maxFields = 1000

/** A null-prototype object of strings. */
export function parseForm(bytes: Uint8Array): Record<string, string> {
  // Raw bytes that are not UTF-8 are decoded as Latin-1, as Django does.
  const text = decodeUtf8(bytes) ?? Buffer.from(bytes).toString('latin1')
  const pairs = text.split('&')
  if (pairs.length > maxFields) {
    throw problem('parse_error', { title: `Form parse error - more than ${maxFields} fields`, reason: 'form' })
  }
  const data: Record<string, string> = Object.create(null)
  for (const pair of pairs) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = equals < 0 ? pair : pair.slice(0, equals)
    data[unquote(name)] = equals < 0 ? '' : unquote(pair.slice(equals + 1))
  }
  return data
}

/** Python's `unquote_plus`. */
function unquote(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/(?:%[0-9a-fA-F]{2})+/g, run => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))
}
