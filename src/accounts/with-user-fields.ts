/** Adds the application's user fields to an account model. */

import type { FieldsShape } from '../fields/read-fields.ts'
import type { User } from '../users/user.ts'
import type { UserFieldValue, UserFieldValues } from '../users/user-fields.ts'
import type { AccountModel, Members } from './account-model.ts'
import type { UserFields } from './user-fields.ts'

export function withUserFields(model: AccountModel, own: UserFields): AccountModel {
  const { atRegistration, inProfile } = own
  return {
    ...model,
    registration: model.registration.extend(shapeOf(own, atRegistration)),
    profile: model.profile.extend(shapeOf(own, inProfile)),
    brief: model.brief.extend(shapeOf(own, inProfile)),
    registered: model.registered.extend(shapeOf(own, atRegistration)),
    readRegistration: members => ({ ...model.readRegistration(members), fields: readOwn(own, members) }),
    readProfile: members => ({ ...model.readProfile(members), fields: readOwn(own, members) }),
    registeredBody: (user, tokens) => {
      const body = model.registeredBody(user, tokens)
      const shown = showOwn(user, own, atRegistration)
      return 'user' in body ? { ...body, user: { ...(body.user as object), ...shown } } : { ...body, ...shown }
    },
    briefBody: user => ({ ...model.briefBody(user), ...showOwn(user, own, inProfile) }),
    profileBody: user => ({ ...model.profileBody(user), ...showOwn(user, own, inProfile) }),
  }
}

/** The members that the application has defined and that a body may set (not the read-only ones: mass assignment). */
export function readOwn({ shape }: UserFields, members: Members): UserFieldValues {
  const own = Object.entries(members).filter(([name]) => Object.hasOwn(shape, name) && !shape[name]?.rules.readOnly)
  return Object.fromEntries(own.map(([name, value]) => [name, value as UserFieldValue]))
}

function shapeOf({ shape }: UserFields, names: readonly string[]): FieldsShape {
  return Object.fromEntries(Object.entries(shape).filter(([name]) => names.includes(name)))
}

function showOwn({ fields }: User, { shape }: UserFields, names: readonly string[]): UserFieldValues {
  const shown = names.filter(name => shape[name]?.rules.writeOnly !== true)
  return Object.fromEntries(shown.map(name => [name, fields[name] ?? null]))
}
