/** Whether this file may be copied into this database: asked before anything is written on either side. */
import { PromotionError } from '../errors.ts'
import type { CopyState, Target } from '../postgres/promotion/target.ts'
import { loginRuleOf } from '../rows/login-keys.ts'
import type { Source } from '../sqlite/promotion/source.ts'
import type { StoreSettings } from '../store-settings.ts'

interface Pair {
  readonly source: Source
  readonly target: Target
  /** The name of the target. */
  readonly to: string
  readonly state: CopyState | undefined
}

/** Throws PromotionError. */
export async function requireFit(pair: Pair, settings: StoreSettings): Promise<void> {
  requireSameSettings(pair.source, settings)
  const { source, to, state } = pair
  const fact = source.promotion
  if (fact?.phase === 'moved') {
    throw new PromotionError(`This database has moved to ${fact.to}.`, `Set DATABASE_URL to ${fact.to}.`)
  }
  if (fact !== undefined && fact.to !== to) {
    throw new PromotionError(
      `A copy of this database to ${fact.to} has begun.`,
      'Go on with it, or give it up: latchkey promote --abort',
    )
  }
  if (state === undefined) return
  if (state.phase === 'live' || state.id !== fact?.id) {
    throw new PromotionError(
      'The target is in use, or was begun by the copy of another file.',
      'Name an empty database, or a schema of its own: ?schema=latchkey',
    )
  }
  const snapshot = source.snapshot()
  const { position } = snapshot
  snapshot.close()
  if (state.position > position) {
    throw new PromotionError(
      'The file is older than what was copied of it: it was restored in between.',
      'Begin again: `latchkey promote --abort`, empty the target, and run this again.',
    )
  }
}

/** The kind of user ids and what logins are looked up by are in both databases, and in the settings. */
function requireSameSettings(source: Source, settings: StoreSettings): void {
  const ids = source.readFact('user_ids') ?? 'integer'
  const isSame = ids === (settings.userIds ?? 'integer') && source.readFact('login_rule') === loginRuleOf(settings)
  if (isSame) return
  throw new PromotionError(
    'The file was written under other settings (accounts, emailCase, usernameForm, usernameCase or userIds).',
    'Run this with the configuration of its server.',
  )
}
