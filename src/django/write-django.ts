/** What Latchkey writes into Django's database: its two tables of spent tokens and, after the switch, its users. */
import type { DjangoDatabase } from '../features/adoption/django-database.ts'
import type { DjangoContext } from './project.ts'
import { putUsers } from './writing/put-users.ts'
import { reserveUserId } from './writing/reserve-id.ts'
import { spendTokens, spendTokensOfUser } from './writing/spend-tokens.ts'

export type DjangoWriter = Pick<DjangoDatabase, 'spend' | 'spendTokensOf' | 'reserveUserId' | 'putUsers'>

export function createDjangoWriter(context: DjangoContext): DjangoWriter {
  return {
    spend: tokens => spendTokens(context, tokens),
    spendTokensOf: (userId, issuedUpTo) => spendTokensOfUser(context, userId, issuedUpTo),
    reserveUserId: () => reserveUserId(context),
    putUsers: (users, gone) => putUsers(context, users, gone),
  }
}
