/**
 * Accounts while Django shares them. Their ids come from Django's own sequence: two who number accounts with one signing key
 * between them would give one id twice, and a token of the one account opens the other. Hashes stay as Django wrote them.
 */
import type { UserId } from '../../../kernel/user-id.ts'
import type { PasswordHasher } from '../../../ports/password-hasher.ts'
import { problem } from '../../../problems.ts'
import type { Store } from '../../../store.ts'
import { DjangoSchemaError } from '../django-database.ts'
import { isBridged } from '../state.ts'
import type { AdoptionPhase } from './adoption-phase.ts'
import type { DjangoLink } from './django-link.ts'

interface UserBridge {
  readonly phase: AdoptionPhase
  readonly link: DjangoLink
}

type Accounts = Pick<Store, 'users' | 'directory' | 'socialAccounts'>

export function numberByDjango({ phase, link }: UserBridge, { users, directory, socialAccounts }: Accounts): Accounts {
  const { import: importUsers } = directory
  const isWriting = async () => (await phase.isBridged()) && !(await phase.isDjangoInCharge())
  const numbered = async <Account extends { readonly id?: UserId }>(account: Account): Promise<Account> => {
    if (account.id !== undefined) return account
    const id = await reserve(link)
    return id === undefined ? account : { ...account, id }
  }
  return {
    users: {
      ...users,
      create: async (user, ...more) => users.create((await isWriting()) ? await numbered(user) : user, ...more),
      // Django's cookie session ends with the stored hash, and so do tokens where CHECK_REVOKE_TOKEN counts on it.
      upgradePassword: async (...given) => {
        if (!(await phase.isBridged())) await users.upgradePassword(...given)
      },
    },
    directory: {
      ...directory,
      import: async (imported, ...more) => {
        if (!(await isWriting())) return importUsers(imported, ...more)
        const known = await directory.findHolders(imported)
        const all = imported.map((user, index) => (known[index] === undefined ? numbered(user) : user))
        return importUsers(await Promise.all(all), ...more)
      },
    },
    socialAccounts: {
      ...socialAccounts,
      findOrCreate: async signIn => {
        const { account } = signIn
        if (account === undefined || !(await isWriting())) return socialAccounts.findOrCreate(signIn)
        // Most are known, and need no number.
        const known = await socialAccounts.findOrCreate({ ...signIn, account: undefined })
        if (known.outcome !== 'unverified') return known
        return socialAccounts.findOrCreate({ ...signIn, account: await numbered(account) })
      },
    },
  }
}

async function reserve(link: DjangoLink): Promise<UserId | undefined> {
  const unnumbered = (cause?: unknown) =>
    problem('django_unavailable', { reason: 'no_user_id', cause, headers: { 'Retry-After': '1' } })
  try {
    const reserved = await link.ask(django => django.reserveUserId(), 'answered')
    if (reserved !== undefined) return reserved.answer
  } catch (cause) {
    if (cause instanceof DjangoSchemaError) throw unnumbered(cause)
    throw cause
  }
  throw unnumbered()
}

/** No hash is outdated as long as Django has a word in it. */
export function keepHashes(hasher: PasswordHasher, { known }: { readonly known: () => boolean }): PasswordHasher {
  return {
    ...hasher,
    get load() {
      return hasher.load
    },
    isOutdated: stored => !known() && hasher.isOutdated(stored),
    for: caller => keepHashes(hasher.for(caller), { known }),
  }
}

export function isKnownBridged(phase: AdoptionPhase): boolean {
  return isBridged(phase.known)
}
