/** What is copied and in which order: the tables of both sides, laid beside each other. */
import type { TargetColumn, TargetTable } from '../postgres/promotion/catalog.ts'
import type { PromotedColumn, PromotedTable } from '../rows/promoted-table.ts'
import { mostKeyColumns } from '../sqlite/promotion/capture.ts'
import type { SourceTable } from '../sqlite/promotion/source.ts'
import { type ColumnRule, neverCopied, ownTables, type TableRule } from './own-tables.ts'
import { conversionOf } from './values.ts'

export interface NotCopied {
  /** A table, or a column as `table.column`. */
  readonly name: string
  readonly reason: string
}

export interface Plan {
  /** Those that others refer to come first. */
  readonly tables: readonly PromotedTable[]
  readonly notCopied: readonly NotCopied[]
  /** Triggers of the application's tables, which a copy must not set off. */
  readonly triggers: readonly (readonly [table: string, trigger: string])[]
  /** Columns that are numbered by the database. */
  readonly numbered: readonly { readonly table: string; readonly column: string }[]
}

export function makePlan(sources: readonly SourceTable[], targets: readonly TargetTable[]): Plan {
  const byName = new Map(targets.map(table => [table.name, table]))
  const found = sources
    .filter(({ name }) => !neverCopied.includes(name))
    .map(source => layTable(source, byName.get(source.name)))
  const tables = inOrder(
    found.flatMap(({ table }) => table ?? []),
    byName,
  )
  const copied = tables.flatMap(({ name }) => byName.get(name) ?? [])
  return {
    tables,
    notCopied: found.flatMap(({ notCopied }) => notCopied),
    triggers: copied.flatMap(({ name, triggers }) =>
      Object.hasOwn(ownTables, name) ? [] : triggers.map(trigger => [name, trigger] as const),
    ),
    numbered: copied.flatMap(({ name, columns }) =>
      columns.flatMap(column => (column.hasSequence ? { table: name, column: column.name } : [])),
    ),
  }
}

interface Laid {
  readonly table?: PromotedTable
  readonly notCopied: readonly NotCopied[]
}

function layTable(source: SourceTable, target: TargetTable | undefined): Laid {
  const { name } = source
  const whole = (reason: string): Laid => ({ notCopied: [{ name, reason }] })
  if (target === undefined)
    return whole('there is no such table there: make it in a step of `migrations`, for postgres')
  const rule: TableRule = ownTables[name] ?? {}
  const columns = target.columns
    .filter(column => !rule.ownOfTarget?.includes(column.name))
    .flatMap(column => layColumn(source, column, rule.columns?.[column.name] ?? {}))
  const unfit = columns.find(column => typeof column === 'string')
  if (unfit !== undefined) return whole(String(unfit))
  const laid = columns.filter(column => typeof column !== 'string')
  const key = target.key.map(column => laid.findIndex(each => each.target === column))
  const fault = rule.hasOtherKey ? undefined : keyFault(source, laid, key)
  if (fault !== undefined) return whole(fault)
  const used = new Set([...laid.map(column => column.source), ...(rule.ownOfSource ?? [])])
  const left = source.columns.filter(column => !used.has(column.name))
  return {
    table: { name, columns: laid, key, without: rule.without, parked: rule.parked },
    notCopied: left.map(column => ({ name: `${name}.${column.name}`, reason: 'the table there has no such column' })),
  }
}

/** Text says what is wrong; nothing: the column is not written. */
function layColumn(source: SourceTable, column: TargetColumn, rule: ColumnRule): (PromotedColumn | string)[] {
  const from = rule.from ?? column.name
  if (!source.columns.some(({ name }) => name === from)) {
    return column.isOptional ? [] : [`its column ${column.name} is not in SQLite, and has no default there`]
  }
  const conversion = conversionOf(column.type, column.modifiedType)
  if (conversion === undefined)
    return [`values of the type ${column.modifiedType} (column ${column.name}) are not copied`]
  const convert = rule.convert ?? conversion.convert
  return [
    {
      source: from,
      target: column.name,
      type: column.type,
      convert: value => (value === null ? null : convert(value)),
      compare: conversion.isOpaque === true ? undefined : (conversion.compare ?? (text => text)),
    },
  ]
}

/** Rows are found again by their primary key, which has to be the same on both sides. */
function keyFault(source: SourceTable, columns: readonly PromotedColumn[], key: readonly number[]): string | undefined {
  if (key.length === 0) return 'it has no primary key there'
  if (key.length > mostKeyColumns) return `its primary key has more than ${mostKeyColumns} columns`
  const names = key.map(index => columns[index]?.source ?? '')
  const own = source.columns.filter(({ isKey }) => isKey).map(({ name }) => name)
  const isSame = own.length === names.length && own.every(name => names.includes(name))
  return isSame ? undefined : 'its primary key is another one there'
}

/** Tables of a circle stay in the order that they have. */
function inOrder(
  tables: readonly PromotedTable[],
  targets: ReadonlyMap<string, TargetTable>,
): readonly PromotedTable[] {
  const done: PromotedTable[] = []
  const seen = new Set<string>()
  const visit = (table: PromotedTable) => {
    if (seen.has(table.name)) return
    seen.add(table.name)
    for (const name of targets.get(table.name)?.refersTo ?? []) {
      const other = tables.find(each => each.name === name)
      if (other !== undefined) visit(other)
    }
    done.push(table)
  }
  // Facts first: they say how far the audit log may be pruned.
  for (const table of tables.toSorted((a, b) => Number(b.name === 'facts') - Number(a.name === 'facts'))) visit(table)
  return done
}
