/** Tables as the database describes them. */

export interface DjangoColumn {
  readonly name: string
  /** As the database calls it, in lower case: `character varying(254)`, `char(32)`, `bigint`, `bool`. */
  readonly type: string
  readonly isNullable: boolean
  /** An INSERT may leave it out: it has a default, or is generated. */
  readonly hasDefault: boolean
  /** Text that is compared without regard to case: a collation that ends in `_ci`, NOCASE, or citext. */
  readonly foldsCase: boolean
}

export interface ForeignKey {
  readonly column: string
  readonly toTable: string
  /** As far as the database says it. */
  readonly toColumn: string
}

export interface DjangoTable {
  readonly name: string
  readonly columns: readonly DjangoColumn[]
  readonly primaryKey: readonly string[]
  readonly foreignKeys: readonly ForeignKey[]
  /** Columns of which each alone is unique, the primary key included. */
  readonly uniqueColumns: readonly string[]
}

export type DjangoTables = ReadonlyMap<string, DjangoTable>

export function columnOf(table: DjangoTable | undefined, name: string): DjangoColumn | undefined {
  return table?.columns.find(column => column.name === name)
}
