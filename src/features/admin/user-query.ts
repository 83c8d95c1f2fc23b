/** How accounts are found: by words and filters. The list and the export take the same. */
import { z } from 'zod'
import { booleanField } from '../../fields/boolean-field.ts'
import { charField } from '../../fields/char-field.ts'
import { choiceField } from '../../fields/choice-field.ts'
import { datetimeField } from '../../fields/datetime-field.ts'
import { parseInstant } from '../../kernel/instant.ts'
import type { UserOrder, UserOrderKey, UserQuery } from '../../users/user-list.ts'

const orderKeys: Readonly<Record<string, UserOrderKey>> = {
  id: 'id',
  date_joined: 'dateJoined',
  last_login: 'lastLogin',
  login: 'login',
}

const flag = booleanField({ required: false })
const moment = datetimeField({ required: false })
export const usersFilter = z.object({
  search: charField({
    required: false,
    allowBlank: true,
    maxLength: 200,
    helpText: 'Words of the address or the names.',
  }),
  is_active: flag,
  is_staff: flag,
  is_superuser: flag,
  email_verified: flag,
  never_logged_in: flag,
  has_mfa: flag,
  group: charField({ required: false, maxLength: 150, helpText: 'The name of a group.' }),
  joined_after: moment,
  joined_before: moment,
  last_login_after: moment,
  last_login_before: moment,
  ordering: choiceField({
    required: false,
    choices: ['id', '-id', 'date_joined', '-date_joined', 'last_login', '-last_login', 'login', '-login'],
  }),
})

/** Without a page. */
export function findUsers(query: Readonly<z.infer<typeof usersFilter>>): Omit<UserQuery, 'limit' | 'cursor'> {
  const instant = (text: string | undefined) => (text === undefined ? undefined : parseInstant(text))
  return {
    search: query.search,
    isActive: query.is_active,
    isStaff: query.is_staff,
    isSuperuser: query.is_superuser,
    emailVerified: query.email_verified,
    neverLoggedIn: query.never_logged_in,
    hasMfa: query.has_mfa,
    group: query.group,
    joinedAfter: instant(query.joined_after),
    joinedBefore: instant(query.joined_before),
    lastLoginAfter: instant(query.last_login_after),
    lastLoginBefore: instant(query.last_login_before),
    order: orderOf(query.ordering),
  }
}

function orderOf(ordering = 'id'): UserOrder {
  const descending = ordering.startsWith('-')
  return { by: orderKeys[descending ? ordering.slice(1) : ordering] ?? 'id', descending }
}
