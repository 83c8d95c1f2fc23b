/** What is asked of a presented token at once. */
import type { UserId } from '../../kernel/user-id.ts'
import type { TokenFacts } from '../../sessions/store.ts'

/** A row of users: by its id, or by its login key. */
export type NamedRow = { readonly id: UserId } | { readonly key: string }

export interface TokenFactStatements {
  findTokenFacts(jti: string, sid: string | undefined, user: NamedRow | undefined): TokenFacts
}
