/** What is sealed under an earlier `secretKey`, and keys of the settings that the database refuses. */
import { sealedFactors } from '../../features/mfa/sealed-factors.ts'
import { placeKeys } from '../../keys/managed-key.ts'
import { sealedSigningKeys } from '../../keys/sealed-keys.ts'
import { fingerprintOf } from '../../keys/settings-key.ts'
import { systemRandom } from '../../ports/defaults/random.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Store } from '../../store.ts'
import { createKeyringOf } from '../keyring.ts'
import { type Finding, reporter } from './finding.ts'

const { advice, fault } = reporter('keys')

/** So many secrets are looked at. */
const sampled = 200

export async function checkSealed(
  settings: Settings,
  store: Pick<Store, 'directory' | 'factors' | 'signingKeys'>,
  now: number,
): Promise<readonly Finding[]> {
  return [...(await checkOld(settings, store)), ...(await checkRefused(settings, store, now))]
}

async function checkOld(
  settings: Settings,
  { directory, factors, signingKeys }: Pick<Store, 'directory' | 'factors' | 'signingKeys'>,
): Promise<readonly Finding[]> {
  const parts = { settings, random: systemRandom }
  const counts = { current: 0, old: 0, lost: 0 }
  const lostKeys = { count: 0 }
  const kinds = [sealedSigningKeys({ ...parts, store: signingKeys }), sealedFactors({ ...parts, directory, factors })]
  for (const [index, { walk }] of kinds.entries()) {
    for await (const { state } of walk()) {
      counts[state] += 1
      if (state === 'lost' && index === 0) lostKeys.count += 1
      if (counts.current + counts.old + counts.lost >= sampled) break
    }
  }
  const lost = `${lostKeys.count} keys of the database cannot be opened: they were sealed under another secretKey.`
  const old = `${counts.old} secrets of the database are sealed under an earlier secretKey (of the first ${sampled}).`
  return [
    ...(lostKeys.count === 0 ? [] : [fault(lost, 'List the earlier secretKey in previousKeys.')]),
    ...(counts.old === 0
      ? []
      : [advice(old, 'Run `latchkey keys reseal`; then the earlier one is needed for tokens alone.')]),
  ]
}

/** A key that the database refuses does nothing in the settings any more; `secretKey` seals. */
async function checkRefused(
  settings: Settings,
  { signingKeys }: Pick<Store, 'signingKeys'>,
  now: number,
): Promise<readonly Finding[]> {
  const retired = placeKeys(await signingKeys.list(), now).filter(({ state }) => state === 'retired')
  const fingerprints = new Set(retired.flatMap(({ fingerprint = [] }) => fingerprint))
  const { signing, keys } = createKeyringOf(settings)
  const isHmac = signing.algorithm.keyType === 'secret'
  const isRefused = (key: typeof signing | (typeof keys)[number]) => fingerprints.has(fingerprintOf(key))
  return [
    ...(isHmac && settings.signingKey !== settings.secretKey && isRefused(signing)
      ? [advice('The key of signingKey is retired: its tokens are refused.', 'Take signingKey out of the settings.')]
      : []),
    ...keys
      .filter(key => key !== signing && isRefused(key))
      .map(({ kid }) => advice(`The key ${kid} of previousKeys is retired: its tokens are refused.`, whenSealed)),
  ]
}

const whenSealed = 'Take it out of previousKeys. If it was the secretKey before, run `latchkey keys reseal` first.'
