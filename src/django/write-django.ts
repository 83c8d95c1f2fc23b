/** What Latchkey writes into Django's database: its two tables of spent tokens and, after the switch, its users. */
import type { DjangoDatabase } from '../features/adoption/django-database.ts'
import type { DjangoContext } from './project.ts'

export type DjangoWriter = Pick<DjangoDatabase, 'spend' | 'spendTokensOf' | 'reserveUserId' | 'putUsers'>

export function createDjangoWriter(_context: DjangoContext): DjangoWriter {
  const notYet = async (): Promise<never> => {
    throw new Error('not yet')
  }
  return { spend: notYet, spendTokensOf: notYet, reserveUserId: notYet, putUsers: notYet }
}
