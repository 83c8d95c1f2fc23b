/** Who acts on the account of another user: an operator on the web, or on the command line, or the configuration. */
import type { UserId } from './user-id.ts'

export type Actor =
  | { readonly kind: 'user'; readonly userId: UserId }
  /** `osUser`: the name of the user of the machine. */
  | { readonly kind: 'cli'; readonly osUser: string }
  /** The settings, at a start: their roles decide what groups may. */
  | { readonly kind: 'configuration' }

/** As audit rows and events hold it. No id of a user has a colon or is this word, so the kinds never look alike. */
export function actorText(actor: Actor): string {
  if (actor.kind === 'configuration') return 'configuration'
  return actor.kind === 'user' ? String(actor.userId) : `cli:${actor.osUser}`
}
