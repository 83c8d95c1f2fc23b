/**
 * Rule 2 of the bridge: this house commits first, and before it answers Django hears what was spent or ended. Where Django is
 * away the answer goes out all the same, as what it has to hear stands in the database.
 */
import type { SessionStore } from '../../../sessions/store.ts'
import type { Store } from '../../../store.ts'
import type { Delivery } from './delivery.ts'

/** What may end or spend a token, or change an account. Others change nothing that Django has to hear of. */
const writes = {
  sessions: ['start', 'rotate', 'logout', 'end', 'endAll', 'endEvery', 'spend'],
  users: ['create', 'update', 'changePassword', 'verifyEmail', 'disown', 'changeEmail', 'revertEmail', 'delete'],
  directory: ['setFlags', 'setPassword', 'openPasswordLink', 'endSessions', 'delete', 'change', 'import'],
  mailLogins: ['enter'],
  socialAccounts: ['findOrCreate', 'link'],
} as const satisfies { readonly [Part in keyof Store]?: readonly (keyof Store[Part])[] }

type Told = Pick<Store, keyof typeof writes>

/** These parts of the store, which wait for Django after each write: a second at most, and once for all of the moment. */
export function tellAfterwards(parts: Told, { deliver }: Pick<Delivery, 'deliver'>): Told {
  return {
    sessions: waiting(parts.sessions, writes.sessions, deliver),
    users: waiting(parts.users, writes.users, deliver),
    directory: waiting(parts.directory, writes.directory, deliver),
    mailLogins: waiting(parts.mailLogins, writes.mailLogins, deliver),
    socialAccounts: waiting(parts.socialAccounts, writes.socialAccounts, deliver),
  }
}

function waiting<Part extends object>(part: Part, verbs: readonly string[], deliver: () => Promise<unknown>): Part {
  const all = part as Readonly<Record<string, unknown>>
  const wrapped = verbs.map(verb => {
    const write = all[verb] as (...given: unknown[]) => Promise<unknown>
    const told = async (...given: unknown[]) => {
      const outcome = await write.apply(part, given)
      await deliver()
      return outcome
    }
    return [verb, told]
  })
  return { ...part, ...Object.fromEntries(wrapped) }
}

/**
 * A logout may be with another token than the session's current one, where a rotation spends none: Django hears of both, as
 * it does not know that they are of one session.
 */
export function forgetNothing(sessions: SessionStore): SessionStore {
  return {
    ...sessions,
    async logout(attempt) {
      const outcome = await sessions.logout(attempt)
      const { jti, exp = 0, acceptsOlder } = attempt
      if (outcome === 'ended' && acceptsOlder && jti !== '' && exp > 0) {
        await sessions.spend({ jti, iat: undefined, exp })
      }
      return outcome
    },
  }
}
