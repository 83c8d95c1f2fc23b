/**
 * Which representation a request gets, as DRF's DefaultContentNegotiation decides it: `?format=` first, then `Accept`
 * by specificity (`q` is ignored). JSON is the only renderer: where DRF would show its browsable pages to a browser, the
 * answer is the data. Only requests that accept nothing but other types are refused.
 */
import { strip } from '../../kernel/python-text.ts'
import { rememberFew } from '../../kernel/remember-few.ts'
import { problem } from '../../problems.ts'
import type { Incoming } from './message.ts'
import { type MediaType, matchesMediaType, parseMediaType } from './parsers/media-type.ts'

export interface Representation {
  /** Spaces for each level of pretty printing; absent means compact. */
  readonly indent?: number
}

/** The media types that OPTIONS lists: DRF's two. Both are answered with JSON. */
export const renderedMediaTypes: readonly string[] = ['application/json', 'text/html']

/** Throws `not_acceptable` (406), or `not_found` (404) for an unknown format. */
export function negotiate(incoming: Pick<Incoming, 'header' | 'query'>, suffix?: string): Representation {
  const format = suffix ?? formatOf(incoming.query)
  if (format !== undefined && format !== 'json' && format !== 'api') throw problem('not_found', { reason: 'format' })
  const { json, acceptsHtml } = readAccept(incoming.header('accept') ?? '*/*')
  if (json !== undefined && format !== 'api') return json
  if (format === 'json' || !acceptsHtml) throw problem('not_acceptable')
  return compact
}

function formatOf(query: string): string | undefined {
  return query === '' ? undefined : new URLSearchParams(query).get('format') || undefined
}

const compact: Representation = {}

/** What an Accept header means; a site's clients send few of them. */
const readAccept = rememberFew(header => {
  const accepted = header.split(',').map(part => parseMediaType(strip(part)))
  const json = mostSpecific(accepted.filter(isJson))
  return {
    json: json === undefined ? undefined : indentOf(json),
    acceptsHtml: accepted.some(type => matchesMediaType(type, 'text', 'html')),
  }
})

function isJson(type: MediaType): boolean {
  return matchesMediaType(type, 'application', 'json')
}

/** Among equally specific types, the first in the header. */
function mostSpecific(types: readonly MediaType[]): MediaType | undefined {
  return types.toSorted((a, b) => precedence(b) - precedence(a))[0]
}

/** 3 with parameters, 2 a full type, 1 `application/*`, 0 any type. */
function precedence(type: MediaType): number {
  if (type.type === '*') return 0
  if (type.subtype === '*') return 1
  return [...type.parameters.keys()].every(name => name === 'q') ? 2 : 3
}

/** Clamped to 0..8 as DRF does; 0 and anything that is not a number mean compact. */
function indentOf(type: MediaType): Representation {
  const text = strip(type.parameters.get('indent') ?? '')
  if (!/^[-+]?\d+$/.test(text)) return compact
  const indent = Math.max(Math.min(Number(text), 8), 0)
  return indent === 0 ? compact : { indent }
}
