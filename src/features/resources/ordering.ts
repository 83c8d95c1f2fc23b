/** DRF's `?ordering=-price,name`: names that are not allowed are ignored; ties are ordered by id. */
import { strip } from '../../kernel/python-text.ts'
import type { Slice } from './table-store.ts'

export function readOrdering(text: string, allowed: readonly string[]): Slice['order'] {
  const asked = text.split(',').map(strip)
  const named = asked.map(term => (term.startsWith('-') ? term.slice(1) : term))
  const order = asked.flatMap((term, index) => {
    const column = allowed.find(name => name === named[index])
    return column === undefined || named.indexOf(column) < index ? [] : [{ column, descending: term.startsWith('-') }]
  })
  return order.some(({ column }) => column === 'id') ? order : [...order, { column: 'id', descending: false }]
}
