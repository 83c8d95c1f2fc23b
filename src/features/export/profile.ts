/** The account itself, as its owner may know it: no hash, and of the application's fields those that users see or gave. */
import { z } from 'zod'
import { recordedMembers, showMembers } from '../../accounts/members.ts'
import { userFieldsOf } from '../../accounts/user-fields.ts'
import { hasUsablePassword } from '../../flows/user-status.ts'
import type { Settings } from '../../settings/settings.ts'
import type { User } from '../../users/user.ts'

export const profileOutput = z.looseObject({
  id: z.union([z.int(), z.string()]),
  username: z.string(),
  email: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  is_active: z.boolean(),
  is_staff: z.boolean(),
  is_superuser: z.boolean(),
  date_joined: z.iso.datetime(),
  last_login: z.iso.datetime().nullable(),
  email_verified: z.boolean(),
  has_usable_password: z.boolean(),
})

export function showProfile(settings: Settings, user: User) {
  const { shown } = ownFields(settings)
  return {
    ...showMembers(user, recordedMembers),
    email_verified: user.emailVerified,
    has_usable_password: hasUsablePassword(user),
    ...Object.fromEntries(shown.map(name => [name, user.fields[name] ?? null])),
  }
}

/** `hidden`: notes of the application about its users, which no page shows to them. */
export function ownFields(settings: Settings): {
  readonly shown: readonly string[]
  readonly hidden: readonly string[]
} {
  const fields = userFieldsOf(settings)
  if (fields === undefined) return { shown: [], hidden: [] }
  const seen = new Set([...fields.inProfile, ...fields.atRegistration])
  const [shown, hidden] = [true, false].map(isShown =>
    Object.entries(fields.shape)
      .filter(([name, { rules }]) => (seen.has(name) && rules.writeOnly !== true) === isShown)
      .map(([name]) => name),
  )
  return { shown: shown ?? [], hidden: hidden ?? [] }
}
