/** By which column a list with cursors is ordered: DRF's `-created`, unless the resource says which. */
import type { FieldsShape } from '../../fields/read-fields.ts'

/** What of a resource decides. */
interface Ordered {
  readonly fields: { readonly shape: FieldsShape }
  readonly createdAt?: string | undefined
  readonly cursorOrdering?: string | undefined
  readonly joined?: Readonly<Record<string, unknown>> | undefined
  readonly ordering?: readonly string[] | undefined
}

export function cursorOrderingOf({ cursorOrdering, createdAt = 'created' }: Ordered): string {
  return cursorOrdering ?? `-${createdAt}`
}

/** Why rows cannot be listed by cursor. A row without a value has no position. */
export function findCursorFault(resource: Ordered): string | undefined {
  const { fields, joined = {}, ordering = [] } = resource
  const usual = cursorOrderingOf(resource).replace(/^-/, '')
  if (!Object.hasOwn(fields.shape, usual) || Object.hasOwn(joined, usual)) return `has no column ${usual} for cursors`
  const empty = [usual, ...ordering].find(name => fields.shape[name]?.rules.allowNull === true)
  return empty === undefined ? undefined : `has null in ${empty}, which cursors cannot be ordered by`
}
