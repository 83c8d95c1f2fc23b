/** A page of rows from a cursor on, with the links to its neighbours and no count. */
import type { Incoming } from '../../../http/request/message.ts'
import { cursorLink } from '../../../http/response/page-links.ts'
import { readMoment } from '../../../kernel/moment.ts'
import { problem } from '../../../problems.ts'
import type { System } from '../../../system.ts'
import { type Cursor, decodeCursor, encodeCursor, turnPage } from '../cursor.ts'
import type { Resource } from '../resource.ts'
import { isRowId, readRowId } from '../row-id.ts'
import type { Selection, Slice, TableRow, Value } from '../table-store.ts'
import type { ResourceView } from './table-view.ts'

interface Asked {
  readonly selection: Selection
  readonly order: Slice['order']
  readonly size: number
  readonly cursor: string | undefined
}

export async function listByCursor(
  { tables }: Pick<System, 'tables'>,
  resource: Resource,
  view: ResourceView,
  asked: Asked,
  incoming: Incoming,
) {
  const { selection, order, size } = asked
  const cursor = asked.cursor === undefined ? undefined : (decodeCursor(asked.cursor) ?? refuse())
  const { isReverse = false, offset = 0, position } = cursor ?? {}
  const [first] = order
  if (first === undefined) throw new TypeError('a list by cursor needs an order')
  const sorted = order.map(({ column, descending }) => ({ column, descending: descending !== isReverse }))
  const beyond =
    position === undefined
      ? undefined
      : {
          column: first.column,
          isGreater: first.descending === isReverse,
          value: readPosition(resource, first.column, position),
        }
  const found = await tables.select(
    view,
    { ...selection, ...(beyond && { beyond }) },
    { order: sorted, offset, limit: size + 1 },
  )
  const positionOf = (row: TableRow) => String(row[first.column])
  const { rows, next, previous } = turnPage(found, { cursor, size, positionOf })
  const link = (to: Cursor | undefined) => (to === undefined ? null : cursorLink(incoming, encodeCursor(to)))
  return { next: link(next), previous: link(previous), rows }
}

/** As `positionOf` writes it. A caller can write anything: what no column of its kind holds is no cursor. */
function readPosition({ fields }: Resource, column: string, text: string): Value {
  const kind = fields.shape[column]?.rules.kind
  if (text.includes('\0')) return refuse()
  if (kind === 'integer') return (isRowId(text, false) ? readRowId(text, false) : undefined) ?? refuse()
  if (kind === 'boolean') return text === 'true' || (text === 'false' ? false : refuse())
  if (kind === 'decimal' && !/^[-+]?\d{1,100}(\.\d{1,100})?$/.test(text)) return refuse()
  if (kind === 'date' && !/^\d{4}-\d\d-\d\d$/.test(text)) return refuse()
  if (kind === 'datetime' && readMoment(text) === undefined) return refuse()
  return text
}

function refuse(): never {
  throw problem('not_found', { title: 'Invalid cursor', reason: 'cursor' })
}
