/** A page of a list of the store, as options name it: how many rows, and after which. */
import { AuthError } from '../problems.ts'
import type { Values } from './accounts.ts'
import type { ExitCode } from './command.ts'
import type { Ui } from './ui.ts'

export const mostOnPage = 1000

export const pageOptions = { limit: { type: 'string' }, after: { type: 'string' } } as const
export const pageHelp = [
  ['--limit NUMBER', `at most this many: 100 by default, up to ${mostOnPage}`],
  ['--after CURSOR', 'the next page: the cursor that this one ends with'],
] as const

export interface PageAsked {
  readonly cursor: string | undefined
  readonly limit: number
}

/** A sentence where they cannot be read. */
export function pageOf({ limit: given = '100', after }: Values): PageAsked | string {
  const limit = typeof given === 'string' && /^\d{1,4}$/.test(given) ? Number(given) : 0
  if (limit < 1 || limit > mostOnPage) return `--limit must be a number from 1 to ${mostOnPage}.`
  return { cursor: typeof after === 'string' ? after : undefined, limit }
}

interface Slice<Row> {
  readonly rows: readonly Row[]
  readonly next?: string | undefined
}

/**
 * Slice by slice, until there are as many rows as were asked for: a list gives fewer where it looked at many. Each slice
 * is as long as what is missing, so its cursor is that of the next page.
 */
export async function fillPage<Row>(
  { cursor, limit }: PageAsked,
  read: (asked: PageAsked) => Promise<Slice<Row>>,
): Promise<Slice<Row>> {
  const rows: Row[] = []
  let next = cursor
  do {
    const slice: Slice<Row> = await read({ cursor: next, limit: limit - rows.length })
    rows.push(...slice.rows)
    next = slice.next
  } while (next !== undefined && rows.length < limit)
  return { rows, next }
}

/** A text that is no cursor is a wrong use of `--after`. */
export async function withCursor(ui: Ui, use: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await use()
  } catch (error) {
    if (!(error instanceof AuthError) || error.code !== 'invalid_cursor') throw error
    ui.failure('--after is not a cursor of this list.', 'Take it from a page with the same filters.')
    return 2
  }
}
