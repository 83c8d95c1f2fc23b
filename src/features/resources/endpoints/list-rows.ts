/** Lists rows: filters, search, ordering, then the page, with the order and messages of DRF. */

import type { Call } from '../../../http/endpoints/endpoint.ts'
import type { Answer, Incoming } from '../../../http/request/message.ts'
import { offsetLink, pageLink } from '../../../http/response/page-links.ts'
import { AuthError, problem } from '../../../problems.ts'
import type { System } from '../../../system.ts'
import { cursorOrderingOf } from '../cursor-ordering.ts'
import { findSlice, type LimitOffset, readLimit } from '../limit-offset.ts'
import { readOrdering } from '../ordering.ts'
import { findPage, type Page } from '../page.ts'
import type { Resource } from '../resource.ts'
import { searchTerms } from '../search-terms.ts'
import type { Selection, Slice } from '../table-store.ts'
import { listByCursor } from './list-by-cursor.ts'
import { readFilters } from './read-filters.ts'
import { rowBody } from './row-body.ts'
import type { ResourceView } from './table-view.ts'
import { visibleFilter } from './visible-rows.ts'

export const defaultPageSize = 10
/** SQLite limits the depth of an expression to 1000; no real search has so many words. */
const mostTerms = 32

export async function listRows(
  { tables }: System,
  resource: Resource,
  view: ResourceView,
  call: Call,
): Promise<Answer> {
  const query = new URLSearchParams(call.incoming.query)
  const filters = await readFilters(tables, resource, view, query)
  // Owner and organization last: a filter on such a column must not widen what the caller sees.
  const selection: Selection = {
    equals: { ...filters, ...visibleFilter(resource, view, call) },
    search: readSearch(resource, query),
  }
  const { pageSize = defaultPageSize } = resource
  const order = orderOf(resource, query)
  if (resource.pagination === 'cursor' && pageSize !== null) {
    const asked = { selection, order, size: pageSize, cursor: query.getAll('cursor').at(-1) }
    const { next, previous, rows } = await listByCursor({ tables }, resource, view, asked, call.incoming)
    return { status: 200, body: { next, previous, results: rows.map(row => rowBody(resource, row)) } }
  }
  const find = pagesOf(resource, query, call.incoming)
  if (find === undefined) {
    const rows = await tables.select(view, selection, { order, offset: 0, limit: null })
    return { status: 200, body: rows.map(row => rowBody(resource, row)) }
  }
  const count = await tables.count(view, selection)
  const { offset, limit, next, previous } = find(count)
  const rows = await tables.select(view, selection, { order, offset, limit })
  return { status: 200, body: { count, next, previous, results: rows.map(row => rowBody(resource, row)) } }
}

/** A cursor always has an ordering; a request may name another of those that are allowed. */
function orderOf(resource: Resource, query: URLSearchParams): Slice['order'] {
  const { ordering = [], pagination } = resource
  const asked = readOrdering(query.get('ordering') ?? '', ordering)
  const isNamed = asked[0]?.column !== 'id' || ordering.includes('id')
  if (pagination !== 'cursor' || (isNamed && query.get('ordering') !== null)) return asked
  const usual = cursorOrderingOf(resource)
  return readOrdering(usual, [usual.replace(/^-/, '')])
}

/** The rows that are shown of so many, and the links to others. */
type FindShown = (count: number) => {
  readonly offset: number
  readonly limit: number
  readonly next: string | null
  readonly previous: string | null
}

/** `undefined` for a list without pages. */
function pagesOf(
  { pageSize = defaultPageSize, pagination, maxLimit }: Resource,
  query: URLSearchParams,
  incoming: Incoming,
): FindShown | undefined {
  const last = (name: string) => query.getAll(name).at(-1)
  if (pagination === 'limit-offset') {
    const limit = readLimit(last('limit'), { defaultLimit: pageSize, maxLimit })
    return limit === null ? undefined : count => sliceOf(findSlice(limit, last('offset'), count), count, incoming)
  }
  return pageSize === null ? undefined : count => pageOf(findPage(last('page'), count, pageSize), pageSize, incoming)
}

function pageOf(page: Page | undefined, limit: number, incoming: Incoming): ReturnType<FindShown> {
  if (page === undefined) throw problem('not_found', { title: 'Invalid page.', reason: 'page' })
  const { number, offset, isLast } = page
  return {
    offset,
    limit,
    next: isLast ? null : pageLink(incoming, number + 1),
    previous: number === 1 ? null : pageLink(incoming, number - 1),
  }
}

/** No statement needs a number beyond the rows that there are. */
function sliceOf({ limit, offset, next, previous }: LimitOffset, count: number, incoming: Incoming) {
  const within = (asked: bigint) => (asked > BigInt(count) ? count : Number(asked))
  const link = (to: bigint | undefined) => (to === undefined ? null : offsetLink(incoming, limit, to))
  return { offset: within(offset), limit: within(limit), next: link(next), previous: link(previous) }
}

function readSearch({ search = [] }: Resource, query: URLSearchParams): Selection['search'] {
  const text = search.length === 0 ? '' : (query.get('search') ?? '')
  if (text.includes('\0')) throw new AuthError('invalid', { body: ['Null characters are not allowed.'] })
  const terms = searchTerms(text)
  if (terms.length > mostTerms) throw new AuthError('invalid', { body: [`Search for at most ${mostTerms} words.`] })
  return { terms, columns: search.map(readColumn) }
}

function readColumn(name: string): Selection['search']['columns'][number] {
  if (name.startsWith('^')) return { name: name.slice(1), match: 'starts' }
  return name.startsWith('=') ? { name: name.slice(1), match: 'equals' } : { name, match: 'contains' }
}
