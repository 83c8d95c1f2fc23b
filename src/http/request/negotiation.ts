/**
 * Which representation a request gets, as DRF's DefaultContentNegotiation decides it: `Accept` by specificity (`q` is
 * not looked at), `?format=` first. There is one renderer here, JSON. Where DRF would show its browsable pages to a
 * browser, the data itself is the answer; only who names other types alone is refused.
 */
import { strip } from '../../kernel/python-text.ts'
import { problem } from '../../problems.ts'
import { type MediaType, matchesMediaType, parseMediaType } from './parsers/media-type.ts'

export interface Representation {
  /** Blanks for each level of pretty printing; absent means compact. */
  readonly indent?: number
}

/** The media types that OPTIONS lists: DRF's two, of which the second is served as the first. */
export const renderedMediaTypes: readonly string[] = ['application/json', 'text/html']

/** Throws `not_acceptable` (406), or `not_found` (404) for a format that nobody has. */
export function negotiate(accept: string | undefined, formatQuery: string | undefined): Representation {
  const format = formatQuery === '' ? undefined : formatQuery
  if (format !== undefined && format !== 'json' && format !== 'api') throw problem('not_found', { reason: 'format' })
  const accepted = (accept ?? '*/*').split(',').map(part => parseMediaType(strip(part)))
  const json = format === 'api' ? undefined : mostSpecific(accepted.filter(type => isJson(type)))
  if (json !== undefined) return indentOf(json)
  if (format === 'json' || !accepted.some(type => matchesMediaType(type, 'text', 'html')))
    throw problem('not_acceptable')
  return {}
}

function isJson(type: MediaType): boolean {
  return matchesMediaType(type, 'application', 'json')
}

/** Of equally specific types the first in the header. */
function mostSpecific(types: readonly MediaType[]): MediaType | undefined {
  return types.toSorted((a, b) => precedence(b) - precedence(a))[0]
}

/** 3 with parameters, 2 a full type, 1 `application/*`, 0 anything. */
function precedence(type: MediaType): number {
  if (type.type === '*') return 0
  if (type.subtype === '*') return 1
  return [...type.parameters.keys()].every(name => name === 'q') ? 2 : 3
}

/** Clamped to 0..8 as DRF does; 0 and what is no number mean compact. */
function indentOf(type: MediaType): Representation {
  const text = strip(type.parameters.get('indent') ?? '')
  if (!/^[-+]?\d+$/.test(text)) return {}
  const indent = Math.max(Math.min(Number(text), 8), 0)
  return indent === 0 ? {} : { indent }
}
