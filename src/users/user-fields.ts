/** Fields that an application adds to its users, each stored in a column of the users table. */

export type UserFieldValue = string | number | boolean | null

/** By field name. */
export type UserFieldValues = Readonly<Record<string, UserFieldValue>>

export interface UserColumn {
  readonly name: string
  readonly type: 'text' | 'integer' | 'boolean'
  readonly isNullable: boolean
}

export interface UserColumns {
  readonly columns: readonly UserColumn[]
}

/** The default value of a column. */
export function emptyValue({ type, isNullable }: UserColumn): UserFieldValue {
  if (isNullable) return null
  return { text: '', integer: 0, boolean: false }[type]
}
