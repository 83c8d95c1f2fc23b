/** Whose the rows of a resource are. */
import type { RowBound } from '../../kernel/row-bound.ts'
import type { Resource } from './resource.ts'

/** What a resource says of its table; `undefined`: all rows, for all whom its permissions let in. */
export function boundOf({ owner, organization }: Pick<Resource, 'owner' | 'organization'>): RowBound | undefined {
  if (owner?.rows !== 'own' && organization === undefined) return undefined
  return {
    ...(owner?.rows === 'own' ? { owner: owner.column } : {}),
    ...(organization === undefined ? {} : { organization: organization.column }),
  }
}
