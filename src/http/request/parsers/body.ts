/**
 * Parses a request body by its media type, before any field is validated. Charset parameters are ignored: JSON is UTF-8
 * (RFC 8259 section 8.1), and so are forms here.
 */
import type { ParsedBody } from '../../../fields/parsed-body.ts'
import { problem } from '../../../problems.ts'
import { parseForm } from './form.ts'
import { parseJson } from './json.ts'
import { type MediaType, matchesMediaType, parseMediaType } from './media-type.ts'
import { parseMultipart } from './multipart.ts'

interface Parser {
  readonly type: string
  readonly subtype: string
  readonly isForm: boolean
  readonly parse: (bytes: Uint8Array, mediaType: MediaType) => unknown
}

/** In DRF's order: a wildcard content type takes the first that matches. */
const parsers = [
  { type: 'application', subtype: 'json', isForm: false, parse: parseJson },
  { type: 'application', subtype: 'x-www-form-urlencoded', isForm: true, parse: parseForm },
  { type: 'multipart', subtype: 'form-data', isForm: true, parse: parseMultipart },
] as const satisfies readonly Parser[]

/** The media types that have a parser, as OPTIONS lists them. */
export const parsedMediaTypes: readonly string[] = parsers.map(({ type, subtype }) => `${type}/${subtype}`)

/** Throws `unsupported_media_type` and `parse_error`. An empty body is an empty object, whatever its media type. */
export function parseBody(body: Uint8Array, contentType: string | undefined): ParsedBody {
  const mediaType = parseMediaType(contentType ?? '')
  const parser: Parser | undefined = parsers.find(each => matchesMediaType(mediaType, each.type, each.subtype))
  if (body.length === 0) return { data: Object.create(null), isForm: parser?.isForm ?? false }
  if (parser === undefined) {
    throw problem('unsupported_media_type', { title: `Unsupported media type "${contentType ?? ''}" in request.` })
  }
  return { data: parser.parse(body, mediaType), isForm: parser.isForm }
}
