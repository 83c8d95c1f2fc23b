/** What is sealed under an earlier `secretKey`, and keys of the settings that the database refuses. */
import { sealedFactors } from '../../features/mfa/sealed-factors.ts'
import { placeKeys } from '../../keys/managed-key.ts'
import { openSealedKey } from '../../keys/sealed-key.ts'
import { sealedSigningKeys } from '../../keys/sealed-keys.ts'
import { fingerprintOf } from '../../keys/settings-key.ts'
import { systemRandom } from '../../ports/defaults/random.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Store } from '../../store.ts'
import type { SealedSecrets } from '../../stores/inspect-database.ts'
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
  const lostKeys: string[] = []
  const kinds = [sealedSigningKeys({ ...parts, store: signingKeys }), sealedFactors({ ...parts, directory, factors })]
  for (const [index, { walk }] of kinds.entries()) {
    for await (const { state, name } of walk()) {
      counts[state] += 1
      if (state === 'lost' && index === 0 && name !== undefined) lostKeys.push(name)
      if (counts.current + counts.old + counts.lost >= sampled) break
    }
  }
  const old = `${counts.old} secrets of the database are sealed under an earlier secretKey (of the first ${sampled}).`
  return [
    ...tellLost(lostKeys),
    ...(counts.old === 0
      ? []
      : [advice(old, 'Run `latchkey keys reseal`; then the earlier one is needed for tokens alone.')]),
  ]
}

/** The same of what a command has read, without a store. */
export function checkSealedKeys(settings: Settings, keys: SealedSecrets['signingKeys']): readonly Finding[] {
  return tellLost(keys.filter(key => openSealedKey(settings, key, key.sealed) === undefined).map(({ kid }) => kid))
}

function tellLost(kids: readonly string[]): readonly Finding[] {
  const what = `Keys of the database cannot be opened (${kids.join(', ')}): they were sealed under another secretKey.`
  return kids.length === 0 ? [] : [fault(what, fixOfLost)]
}

const fixOfLost =
  'Set secretKey to that of the other nodes, or list the one they were sealed under in previousKeys; tokens of such a key get 503 until then.'

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
