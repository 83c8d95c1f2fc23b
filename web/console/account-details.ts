/** An account as its own page has it. */
import type { Account } from './me.ts'

export interface AccountDetails extends Account {
  /** Names of those of its groups that are roles of the configuration. */
  readonly roles: readonly string[]
  readonly groups: readonly { readonly id: number; readonly name: string }[]
  readonly permissions: readonly string[]
}

export interface TabProps {
  readonly user: AccountDetails
  readonly reload: () => void
}
