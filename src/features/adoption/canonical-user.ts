/** One spelling of an account for both sides, so that they can be compared and digested. */
import { createHash } from 'node:crypto'
import { type AdoptedUser, rowMembers } from './adopted-user.ts'

/** What two accounts of one id can differ in. */
export type UserMember = Exclude<keyof AdoptedUser, 'id'>

const members = [
  ...rowMembers,
  'password',
  'fields',
  'groups',
  'permissions',
  'socialAccounts',
] as const satisfies readonly UserMember[]

/** The members in which they differ: none where both sides are the same. */
export function differingMembers(one: AdoptedUser, other: AdoptedUser): readonly UserMember[] {
  return members.filter(member => spell(one, member) !== spell(other, member))
}

/** SHA-256 of the whole account, its stored hash included: the digest of a random salt says nothing of the password. */
export function digestUser(user: AdoptedUser): Uint8Array {
  const spelled = [user.id, ...members.map(member => spell(user, member))]
  return createHash('sha256').update(JSON.stringify(spelled)).digest()
}

function spell(user: AdoptedUser, member: UserMember): string {
  switch (member) {
    case 'password':
      return user.password.reveal()
    case 'fields':
      // By code units, as the order in which a database names its columns means nothing.
      return JSON.stringify(Object.entries(user.fields).sort(([one], [other]) => (one < other ? -1 : 1)))
    case 'socialAccounts':
      return JSON.stringify(user.socialAccounts.map(({ provider, subject, email }) => [provider, subject, email]))
    default:
      return JSON.stringify(user[member])
  }
}
