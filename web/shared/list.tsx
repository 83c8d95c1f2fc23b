/** Long lists: filters in the address, pages by the server's own links, rows as cards on a phone. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { call, callPath, type Outcome } from './api.ts'
import { config } from './config.ts'
import { Button, Loading, Refused } from './parts.tsx'
import { type Loaded, useLoaded } from './use-loaded.ts'
import { shared } from './words.ts'

/** DRF's page. `count` may be null, and is exact unless `count_is_exact` says otherwise. */
export interface PageOf<Row> {
  readonly count: number | null
  readonly count_is_exact?: boolean
  readonly next: string | null
  readonly previous: string | null
  readonly results: readonly Row[]
}

export interface Pages<Row> extends Loaded<PageOf<Row>> {
  /** Undefined where there is none. */
  readonly goNext: (() => void) | undefined
  readonly goPrevious: (() => void) | undefined
}

interface ListQuestion {
  /** The endpoint, or the path that the server gave for it. */
  readonly name: string
  readonly path?: string
  readonly params?: Readonly<Record<string, string | number>>
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
}

/** Begins anew at the first page when the question changes. */
export function usePages<Row>({ name, path: given, params = {}, query = {} }: ListQuestion): Pages<Row> {
  const question = JSON.stringify([name, given, params, query])
  const [place, setPlace] = useState<{ readonly question: string; readonly path: string }>()
  const path = place?.question === question ? place.path : undefined
  const first = async () =>
    given === undefined
      ? await call<PageOf<Row> | readonly Row[]>(name, { params, query })
      : await callPath<PageOf<Row> | readonly Row[]>(given, { query })
  const load = async () => asPage(path === undefined ? await first() : await callPath<PageOf<Row>>(path))
  const loaded = useLoaded(load, [question, path])
  const goTo = (url: string | null | undefined) =>
    url === null || url === undefined ? undefined : () => setPlace({ question, path: belowBase(url) })
  return { ...loaded, goNext: goTo(loaded.data?.next), goPrevious: goTo(loaded.data?.previous) }
}

/** A list without pages is one page. */
function asPage<Row>(outcome: Outcome<PageOf<Row> | readonly Row[]>): Outcome<PageOf<Row>> {
  if (!outcome.ok) return outcome
  const { data } = outcome
  return { ...outcome, data: isPage(data) ? data : { count: data.length, next: null, previous: null, results: data } }
}

function isPage<Row>(data: PageOf<Row> | readonly Row[]): data is PageOf<Row> {
  return !Array.isArray(data)
}

/** The server's links are whole and name the host that it was asked by. */
export function belowBase(url: string): string {
  const { pathname, search } = new URL(url, location.href)
  return `${pathname.slice(config.base.length)}${search}`
}

export interface Column<Row> {
  readonly name: string
  readonly label: string
  /** What a row can be made to do: the head of the column is for screen readers alone. */
  readonly isActions?: boolean
  /** Numbers stand at the end of their cell. */
  readonly isNumber?: boolean
  /** The order that the head of the column asks for. */
  readonly order?: string
  readonly cell: (row: Row) => ComponentChildren
}

export interface ListProps<Row> {
  readonly caption: string
  readonly pages: Pages<Row>
  readonly columns: readonly Column<Row>[]
  readonly keyOf: (row: Row) => string | number
  readonly empty: ComponentChildren
  readonly ordering?: string | undefined
  readonly onOrder?: (ordering: string) => void
  readonly selection?: Selection<Row>
}

export interface Selection<Row> {
  readonly chosen: ReadonlySet<string | number>
  readonly labelOf: (row: Row) => string
  readonly allLabel: string
  set(chosen: ReadonlySet<string | number>): void
}

export function List<Row>(props: ListProps<Row>) {
  const { pages, caption, empty } = props
  const { data, refusal, isLoading, reload } = pages
  if (refusal !== undefined) return <Refused refusal={refusal} again={reload} />
  if (data === undefined) return <Loading />
  if (data.results.length === 0 && pages.goPrevious === undefined && pages.goNext === undefined) return <>{empty}</>
  return (
    <div class="stack" aria-busy={isLoading}>
      {/* A table that is wider than the page scrolls by itself: with the keys, too. */}
      <section class="table-wrap card" aria-label={caption} tabIndex={0}>
        <table class="table stacked">
          <caption class="visually-hidden">{caption}</caption>
          <Head {...props} rows={data.results} />
          <Body {...props} rows={data.results} />
        </table>
      </section>
      <Pager pages={pages} />
    </div>
  )
}

type PartProps<Row> = ListProps<Row> & { readonly rows: readonly Row[] }

function Head<Row>({ columns, selection, rows, keyOf, ordering, onOrder }: PartProps<Row>) {
  const keys = rows.map(keyOf)
  const isAll = keys.length > 0 && keys.every(key => selection?.chosen.has(key))
  return (
    <thead>
      <tr>
        {selection === undefined ? null : (
          <th scope="col">
            <input
              type="checkbox"
              aria-label={selection.allLabel}
              checked={isAll}
              onChange={() => selection.set(new Set(isAll ? [] : keys))}
            />
          </th>
        )}
        {columns.map(column => (
          <th
            key={column.name}
            scope="col"
            class={column.isNumber ? 'num' : undefined}
            aria-sort={sortOf(column, ordering)}
          >
            {column.isActions ? (
              <span class="visually-hidden">{column.label}</span>
            ) : column.order === undefined || onOrder === undefined ? (
              column.label
            ) : (
              <button type="button" class="sort" onClick={() => onOrder(nextOrder(column.order ?? '', ordering))}>
                {column.label}
              </button>
            )}
          </th>
        ))}
      </tr>
    </thead>
  )
}

function sortOf<Row>({ order }: Column<Row>, ordering: string | undefined) {
  if (order === undefined) return undefined
  if (ordering === order) return 'ascending'
  return ordering === `-${order}` ? 'descending' : 'none'
}

function nextOrder(order: string, ordering: string | undefined): string {
  return ordering === `-${order}` ? order : `-${order}`
}

function Body<Row>({ columns, selection, rows, keyOf }: PartProps<Row>) {
  const toggle = (key: string | number) => {
    const chosen = new Set(selection?.chosen)
    if (!chosen.delete(key)) chosen.add(key)
    selection?.set(chosen)
  }
  return (
    <tbody>
      {rows.map(row => {
        const key = keyOf(row)
        const isChosen = selection?.chosen.has(key) === true
        return (
          <tr key={key} aria-selected={selection === undefined ? undefined : isChosen}>
            {selection === undefined ? null : (
              <td>
                <input
                  type="checkbox"
                  aria-label={selection.labelOf(row)}
                  checked={isChosen}
                  onChange={() => toggle(key)}
                />
              </td>
            )}
            {columns.map(({ name, label, isNumber, isActions, cell }) => (
              <td key={name} data-label={isActions ? undefined : label} class={isNumber ? 'num' : undefined}>
                {cell(row)}
              </td>
            ))}
          </tr>
        )
      })}
    </tbody>
  )
}

export function Pager<Row>({ pages }: { pages: Pages<Row> }) {
  const { goNext, goPrevious } = pages
  if (goNext === undefined && goPrevious === undefined) return null
  return (
    <nav class="pager" aria-label={shared().more}>
      <Button small disabled={goPrevious === undefined} onClick={goPrevious ?? (() => {})}>
        {shared().previous}
      </Button>
      <Button small disabled={goNext === undefined} onClick={goNext ?? (() => {})}>
        {shared().next}
      </Button>
    </nav>
  )
}
