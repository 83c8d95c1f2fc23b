/** Who acts on the account of another user: an operator on the web, or on the command line. */
import type { UserId } from './user-id.ts'

export type Actor =
  | { readonly kind: 'user'; readonly userId: UserId }
  /** `osUser`: the name of the user of the machine. */
  | { readonly kind: 'cli'; readonly osUser: string }

/** As audit rows and events hold it. No id of a user has a colon, so the two kinds never look alike. */
export function actorText(actor: Actor): string {
  return actor.kind === 'user' ? String(actor.userId) : `cli:${actor.osUser}`
}
