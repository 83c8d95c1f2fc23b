/** The sealed secrets of authenticator apps, account by account. */
import type { Resealable, Sealed } from '../../keys/resealable.ts'
import type { SealParts } from '../../keys/seal-at-rest.ts'
import type { Needs } from '../../system.ts'
import type { TotpFactor } from './factor.ts'
import { isUnderOldKey, openSecret, sealSecret } from './seal-secret.ts'
import type { FactorStore } from './store.ts'

type Parts = SealParts & Needs<'directory'> & { readonly factors: Pick<FactorStore, 'listOf' | 'resealTotp'> }

export function sealedFactors(parts: Parts): Resealable {
  return { name: 'authenticator apps', walk: () => walk(parts) }
}

const batch = 100

async function* walk(parts: Parts): AsyncGenerator<Sealed> {
  const { directory, factors } = parts
  let cursor: string | undefined
  do {
    const { users, next } = await directory.list({ hasMfa: true, limit: batch, cursor })
    for (const { id } of users) {
      for (const factor of await factors.listOf(id)) if (factor.kind === 'totp') yield sealedOf(parts, factor)
    }
    cursor = next
  } while (cursor !== undefined)
}

function sealedOf(parts: Parts, { id, userId, secret: from }: TotpFactor): Sealed {
  const opened = openSecret(parts.settings, userId, from)
  if (opened === undefined) return { state: 'lost', reseal: async () => {} }
  return {
    state: isUnderOldKey(parts.settings, from) ? 'old' : 'current',
    reseal: () => parts.factors.resealTotp(id, from, sealSecret(parts, userId, opened.secret)),
  }
}
