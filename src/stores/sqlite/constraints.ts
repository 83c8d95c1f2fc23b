/** Which rule of the schema refused a write, by SQLite's extended result codes (sqlite.org/rescode.html). */
import { ConstraintError, type ConstraintRule } from '../transactions/constraint-error.ts'

const rules: Readonly<Record<number, ConstraintRule>> = {
  275: 'check',
  787: 'foreign_key',
  1299: 'not_null',
  1555: 'unique', // a primary key
  2067: 'unique',
  2579: 'unique', // a row id
  3091: 'type', // of a STRICT table
  20: 'type', // text as a row id
}

/** `undefined`: it is another error, or none of SQLite. */
export function constraintOf(error: unknown): ConstraintError | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined
  const code = Number(error.errcode)
  if ((code & 0xff) !== 19 && code !== 20) return undefined
  const rule = isOfKey(error) ? 'foreign_key' : (rules[code] ?? 'other')
  const { table, columns } = rule === 'foreign_key' ? { table: undefined, columns: [] } : placesIn(error.message)
  return new ConstraintError(rule, columns, table, error)
}

/** ON DELETE RESTRICT has the code of a trigger, and so has the RAISE of an application. */
function isOfKey(error: Error): boolean {
  return error.message === 'FOREIGN KEY constraint failed'
}

/** `UNIQUE constraint failed: categories.name, categories.owner`; of an index over an expression, only its name. */
const columnsText = /^(?:UNIQUE|NOT NULL) constraint failed: (?!index ')(.+)$/
/** `cannot store TEXT value in INTEGER column books.pages`. */
const typeText = /^cannot store \w+ value in \w+ column (.+)$/

function placesIn(message: string): { readonly table: string | undefined; readonly columns: readonly string[] } {
  const names = columnsText.exec(message)?.[1] ?? typeText.exec(message)?.[1]
  if (names === undefined) return { table: undefined, columns: [] }
  const places = names.split(', ').map(name => [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)])
  return { table: places[0]?.[0], columns: places.map(([, column = '']) => column) }
}

/** A deletion that a foreign key of the application may refuse. */
export function unlessInUse(write: () => void): 'deleted' | 'in_use' {
  try {
    write()
    return 'deleted'
  } catch (error) {
    if (constraintOf(error)?.rule === 'foreign_key') return 'in_use'
    throw error
  }
}
