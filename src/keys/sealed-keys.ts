/** The sealed halves of the keys that the store holds. */
import type { Random } from '../ports/random.ts'
import type { ManagedKeyStore } from './managed-key-store.ts'
import type { Resealable, Sealed } from './resealable.ts'
import type { SealingSettings } from './seal-at-rest.ts'
import { isKeyUnderOld, resealKey } from './sealed-key.ts'

interface Parts {
  readonly settings: SealingSettings
  readonly random: Random
  readonly store: ManagedKeyStore
}

export function sealedSigningKeys(parts: Parts): Resealable {
  return { name: 'signing keys', walk: () => walk(parts) }
}

async function* walk({ settings, random, store }: Parts): AsyncGenerator<Sealed> {
  const keys = await store.list()
  const sealed = await store.findSealed(keys.filter(({ isSealed }) => isSealed).map(({ kid }) => kid))
  for (const { kid, sealed: from } of sealed) {
    const key = keys.find(each => each.kid === kid)
    const to = key && resealKey({ settings, random }, key, from)
    if (to === undefined) yield { name: kid, state: 'lost', reseal: async () => {} }
    else
      yield {
        state: isKeyUnderOld(settings, from) ? 'old' : 'current',
        reseal: async () => void (await store.reseal(kid, from, to)),
      }
  }
}
