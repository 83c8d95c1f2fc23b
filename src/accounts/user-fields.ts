/**
 * An application's additional fields for every user (Django's custom user model). One definition creates the columns,
 * extends registration and profile, and types what `of(user)` returns.
 */

import type { FieldKind } from '../fields/field.ts'
import type { FieldsSchema, FieldsShape, RowOf } from '../fields/read-fields.ts'
import type { Settings } from '../settings/settings.ts'
import type { User } from '../users/user.ts'
import type { UserColumn, UserColumns } from '../users/user-fields.ts'
import { accountMembers } from './members.ts'

/** Your columns of the user, for the setting `userFields`. */
export interface UserFields extends UserColumns {
  readonly shape: FieldsShape
  /** Which of them registration accepts, and which the profile has. Read-only ones are only shown. */
  readonly atRegistration: readonly string[]
  readonly inProfile: readonly string[]
}

/** What `defineUserFields` returns: the fields, and `of`, which reads their values of a user, typed. */
export interface TypedUserFields<S extends FieldsShape> extends UserFields {
  /** The values of a user, typed: `customer.of(await principal.user()).is_premium`. */
  of(user: Pick<User, 'fields'>): RowOf<S>
}

/** The `userFields` setting, which the settings know as columns only, with its schema. */
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
 * Every field has to be optional, because existing users have no value. Throws for a name that accounts already use.
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
    if (rules.required)
      throw new TypeError(`the user field ${name} has to be optional, because existing users have no value`)
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
