/** The key ring as operators see it, in a page or in a terminal. Nothing of a secret or private key is in it. */
import { hideUserinfo } from '../../kernel/hide-userinfo.ts'
import type { VerifyingKey } from '../../keys/key.ts'
import type { KeyState, PlacedKey } from '../../keys/managed-key.ts'
import { kidOfSettingsKey } from '../../keys/settings-key.ts'
import type { SettingName } from '../../settings/settings.ts'
import { sourcesOf } from '../../settings/sources.ts'
import type { Needs } from '../../system.ts'

type Parts = Needs<'settings' | 'keyring' | 'signingKeys'>

export interface ShownKey {
  readonly kid: string | null
  readonly algorithm: string
  readonly use: KeyState
  readonly takes_unnamed: boolean
  readonly setting: string | null
  readonly source: string | null
  readonly published_at: string | null
  readonly signs_from: string | null
  readonly signs_until: string | null
  readonly verifies_until: string | null
  readonly made_by: string | null
}

/** The key that signs comes first; of keys of the database, those that follow, and then the earlier ones. */
export async function showKeys(parts: Parts & Partial<Needs<'audit'>>) {
  const { jwkUrl } = parts.settings
  const managed = parts.signingKeys?.ring.placed() ?? []
  const ofSettings = parts.keyring.keys.map(key => showKey(parts, key))
  const names = new Set(managed.map(({ kid }) => kid))
  const others = parts.keyring.keys.filter(key => !names.has(kidOfSettingsKey(key))).map(key => showKey(parts, key))
  const makers = managed.length === 0 ? new Map() : await findMakers(parts)
  const shown = managed.map(key => ({ ...showManaged(parts, key), made_by: makers.get(key.kid) ?? null }))
  return {
    results: managed.length === 0 ? ofSettings : [...shown, ...others].toSorted(byUse),
    jwk_url: jwkUrl === undefined ? null : hideUserinfo(jwkUrl),
    rotates: parts.settings.keyRotation ?? null,
  }
}

const order: readonly KeyState[] = ['signing', 'published', 'verifying', 'retired']

function byUse(one: ShownKey, other: ShownKey): number {
  const later = (other.signs_from ?? '').localeCompare(one.signs_from ?? '')
  return order.indexOf(one.use) - order.indexOf(other.use) || (one.use === 'published' ? -later : later)
}

/** Who had each key made, as long as the audit log knows. */
async function findMakers({ audit }: Partial<Needs<'audit'>>): Promise<ReadonlyMap<string, string>> {
  const page = await audit?.list({ event: 'key.published', limit: 1000 })
  return new Map(
    (page?.entries ?? []).flatMap(({ subject = '', actor }) =>
      actor === undefined ? [] : [[subject.slice(4), actor]],
    ),
  )
}

/** A key of the database. */
export function showManaged(parts: Parts, key: PlacedKey): ShownKey {
  const { kid, algorithm, state, publishedAt, signsFrom, signsUntil, verifiesUntil, fingerprint } = key
  const unnamed = parts.keyring.find(undefined)
  const setting = fingerprint === undefined ? null : settingOf(parts)
  return {
    kid,
    algorithm,
    use: state,
    takes_unnamed: fingerprint !== undefined && unnamed !== undefined && kidOfSettingsKey(unnamed) === kid,
    setting,
    source: setting === null ? null : (sourcesOf(parts.settings)?.get(setting)?.source ?? null),
    published_at: momentOf(publishedAt),
    signs_from: momentOf(signsFrom),
    signs_until: momentOf(signsUntil),
    verifies_until: momentOf(verifiesUntil),
    made_by: null,
  }
}

function momentOf(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString()
}

/** A key of the settings. */
function showKey(parts: Parts, key: VerifyingKey): ShownKey {
  const { settings, keyring } = parts
  const isSigning = key === keyring.signing
  const given = isSigning ? settingOf(parts) : 'previousKeys'
  return {
    kid: key.kid ?? null,
    algorithm: key.algorithm.name,
    use: isSigning ? 'signing' : 'verifying',
    takes_unnamed: keyring.find(undefined) === key,
    setting: given,
    source: sourcesOf(settings)?.get(given)?.source ?? null,
    published_at: null,
    signs_from: null,
    signs_until: null,
    verifies_until: null,
    made_by: null,
  }
}

/** The setting that has the key which signs by the settings. */
function settingOf({ settings }: Pick<Parts, 'settings'>): SettingName {
  if (settings.signer !== undefined) return 'signer'
  return sourcesOf(settings)?.has('signingKey') === true ? 'signingKey' : 'secretKey'
}
