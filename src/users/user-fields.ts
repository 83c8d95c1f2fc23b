/** What an application adds to its users: columns of its own, whose values travel with the user. */

export type UserFieldValue = string | number | boolean | null

/** By the names of the fields. */
export type UserFieldValues = Readonly<Record<string, UserFieldValue>>

export interface UserColumn {
  readonly name: string
  readonly type: 'text' | 'integer' | 'boolean'
  readonly isNullable: boolean
}

export interface UserColumns {
  readonly columns: readonly UserColumn[]
}

/** What a user has where nobody said anything. */
export function emptyValue({ type, isNullable }: UserColumn): UserFieldValue {
  if (isNullable) return null
  return { text: '', integer: 0, boolean: false }[type]
}
