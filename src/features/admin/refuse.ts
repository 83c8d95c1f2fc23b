/** Throws what the rules of who-may.ts refuse. */
import { type AuthError, problem } from '../../problems.ts'
import type { Refused } from './who-may.ts'

/** Throws `beyond_own_rights`, `own_account`. */
export function refuse(refused: Refused): void {
  if (refused !== undefined) throw problem(refused)
}

const outcomes = {
  gone: 'not_found',
  in_use: 'account_in_use',
  last_superuser: 'last_superuser',
  last_owner: 'last_owner',
} as const

/** Of what a store answered. */
export function outcomeProblem(outcome: keyof typeof outcomes): AuthError {
  return problem(outcomes[outcome])
}
