/**
 * Fields of an application's own on every user (Django's custom user model), from one definition: it makes the
 * columns, is read at registration and in the profile, and types what `of(user)` gives.
 */

import type { FieldKind } from '../fields/field.ts'
import type { FieldsSchema, FieldsShape, RowOf } from '../fields/read-fields.ts'
import type { Settings } from '../settings/settings.ts'
import type { User } from '../users/user.ts'
import type { UserColumn, UserColumns } from '../users/user-fields.ts'
import { accountMembers } from './members.ts'

export interface UserFields extends UserColumns {
  readonly shape: FieldsShape
  /** Which of them registration takes, and which the profile shows. What is read-only is only ever shown. */
  readonly atRegistration: readonly string[]
  readonly inProfile: readonly string[]
}

export interface TypedUserFields<S extends FieldsShape> extends UserFields {
  /** The values of a user, typed: `customer.of(await principal.user()).is_premium`. */
  of(user: Pick<User, 'fields'>): RowOf<S>
}

/** What the settings hold, with the fields that `defineUserFields` knows of it: settings know no schemas. */
export function userFieldsOf({ userFields }: Pick<Settings, 'userFields'>): UserFields | undefined {
  if (userFields === undefined || isDefined(userFields)) return userFields
  throw new TypeError('userFields was not made by defineUserFields')
}

function isDefined(columns: UserColumns): columns is UserFields {
  return 'shape' in columns && 'atRegistration' in columns && 'inProfile' in columns
}

interface Placement<S extends FieldsShape> {
  readonly atRegistration?: readonly (keyof S & string)[]
  readonly inProfile?: readonly (keyof S & string)[]
}

/**
 * ```ts
 * export const customer = defineUserFields(z.object({
 *   phone_number: charField({ required: false, allowBlank: true, maxLength: 15 }),
 *   is_premium: readOnlyField('boolean'),
 * }))
 * export default defineConfig({ userFields: customer })
 * ```
 *
 * Everything is optional here: users exist who never heard of a field. Throws for names that users have already.
 */
export function defineUserFields<S extends FieldsShape>(
  schema: FieldsSchema<S>,
  placement: Placement<S> = {},
): TypedUserFields<S> {
  const shape: FieldsShape = schema.shape
  const names = Object.keys(shape)
  const columns = Object.entries(shape).map(([name, { rules }]): UserColumn => {
    if (!fieldName.test(name) || takenNames.includes(name))
      throw new TypeError(`a user cannot have a field named ${name}`)
    if (rules.required) throw new TypeError(`the user field ${name} has to be optional: users exist who have none`)
    return { name, type: typeOf(rules.kind), isNullable: rules.allowNull }
  })
  const { atRegistration = names, inProfile = names } = placement
  return Object.freeze({
    columns,
    shape,
    atRegistration,
    inProfile,
    of: (user: Pick<User, 'fields'>) => user.fields as RowOf<S>,
  })
}

const fieldName = /^[a-z][a-z0-9_]{0,50}$/

/** Members of accounts, and what stands beside them in bodies. */
const takenNames: readonly string[] = [
  ...Object.keys(accountMembers),
  ...['login', 'password', 'password_confirm', 'user', 'tokens', 'message'],
]

function typeOf(kind: FieldKind): UserColumn['type'] {
  return kind === 'boolean' || kind === 'integer' ? kind : 'text'
}
