/** Parses media types as Django's `parse_header_parameters` does: names in lower case, quoted values, no validation. */
import { strip } from '../../../kernel/python-text.ts'

export interface MediaType {
  /** `application`, or an empty string where the header has none. */
  readonly type: string
  readonly subtype: string
  readonly parameters: ReadonlyMap<string, string>
}

/** Parses `text/html; charset=utf-8`. Never fails: text without meaning is a type that matches nothing. */
export function parseMediaType(header: string): MediaType {
  const [first = '', ...rest] = splitOutsideQuotes(header)
  const full = strip(first).toLowerCase()
  const slash = full.indexOf('/')
  return {
    type: slash < 0 ? full : full.slice(0, slash),
    subtype: slash < 0 ? '' : full.slice(slash + 1),
    parameters: new Map(rest.flatMap(readParameter)),
  }
}

/** DRF's `media_type_matches` for a type without parameters: a wildcard on either side matches. */
export function matchesMediaType(candidate: MediaType, type: string, subtype: string): boolean {
  const sameSubtype = candidate.subtype === '*' || candidate.subtype === subtype
  const sameType = candidate.type === '*' || candidate.type === type
  return sameSubtype && sameType
}

function splitOutsideQuotes(header: string): string[] {
  const parts: string[] = ['']
  let quotes = 0
  for (const character of header) {
    if (character === '"') quotes += 1
    if (character === ';' && quotes % 2 === 0) parts.push('')
    else parts.push(`${parts.pop() ?? ''}${character}`)
  }
  return parts
}

function readParameter(part: string): [string, string][] {
  const equals = part.indexOf('=')
  if (equals < 0) return []
  const value = strip(part.slice(equals + 1))
  const quoted = value.length >= 2 && value.startsWith('"') && value.endsWith('"')
  const text = quoted ? value.slice(1, -1).replaceAll('\\\\', '\\').replaceAll('\\"', '"') : value
  return [[strip(part.slice(0, equals)).toLowerCase(), text]]
}
