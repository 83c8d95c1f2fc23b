/** Lists rows: filters, search, ordering, then the page, with the order and messages of DRF. */

import type { Call } from '../../../http/endpoints/endpoint.ts'
import type { Answer } from '../../../http/request/message.ts'
import { AuthError, problem } from '../../../problems.ts'
import type { System } from '../../../system.ts'
import { readOrdering } from '../ordering.ts'
import { findPage } from '../page.ts'
import type { Resource } from '../resource.ts'
import { searchTerms } from '../search-terms.ts'
import type { Selection, TableRow } from '../table-store.ts'
import { pageLink } from './page-links.ts'
import { readFilters } from './read-filters.ts'
import { rowBody } from './row-body.ts'
import type { ResourceView } from './table-view.ts'
import { ownerFilter } from './visible-rows.ts'

const defaultPageSize = 10
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
  // The owner last: a filter on that column must not widen what the caller sees.
  const selection: Selection = {
    equals: { ...filters, ...ownerFilter(resource, call) },
    search: readSearch(resource, query),
  }
  const order = readOrdering(query.get('ordering') ?? '', resource.ordering ?? [])
  const { pageSize = defaultPageSize } = resource
  if (pageSize === null) {
    const rows = await tables.select(view, selection, { order, offset: 0, limit: null })
    return { status: 200, body: rows.map(row => rowBody(resource, row)) }
  }
  const count = await tables.count(view, selection)
  const page = findPage(query.getAll('page').at(-1), count, pageSize)
  if (page === undefined) throw problem('not_found', { title: 'Invalid page.', reason: 'page' })
  const rows = await tables.select(view, selection, { order, offset: page.offset, limit: pageSize })
  return { status: 200, body: pageBody(resource, rows) }

  function pageBody(of: Resource, on: readonly TableRow[]) {
    const { number, isLast } = page ?? { number: 1, isLast: true }
    return {
      count,
      next: isLast ? null : pageLink(call.incoming, number + 1),
      previous: number === 1 ? null : pageLink(call.incoming, number - 1),
      results: on.map(row => rowBody(of, row)),
    }
  }
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
