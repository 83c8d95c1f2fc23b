/** Whose a row of a table is: the values that it has if the request may see it. */
import type { UserId } from './user-id.ts'

/** Columns that say whose a row is: of a caller, of an organization, or of a caller in one. */
export interface RowBound {
  readonly owner?: string
  readonly organization?: string
}

/** Who asks, and the id of the organization that the request acts in. */
export interface RowAsker {
  readonly caller?: UserId | undefined
  readonly organization?: string | undefined
}

/** `undefined`: no row can be, as the request has no caller, or acts in no organization. */
export function boundValues(
  { owner, organization }: RowBound,
  asker: RowAsker,
): Readonly<Record<string, UserId | string>> | undefined {
  if (owner !== undefined && asker.caller === undefined) return undefined
  if (organization !== undefined && asker.organization === undefined) return undefined
  return {
    ...(owner === undefined || asker.caller === undefined ? {} : { [owner]: asker.caller }),
    ...(organization === undefined || asker.organization === undefined ? {} : { [organization]: asker.organization }),
  }
}
