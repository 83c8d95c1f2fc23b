/**
 * Reads what createAuth is given, in either form. Everything that is wrong is found before a store is opened, and is
 * said at once: a name that nothing reads is an error, because a typing mistake must never disable a protection.
 */
import { KeyringError } from '../keys/faults.ts'
import { ConfigurationError, type ConfigurationFault } from '../settings/configuration-error.ts'
import { nearestName } from '../settings/nearest-name.ts'
import type { Settings } from '../settings/settings.ts'
import { resolveSettings, settingNames } from '../settings.ts'
import { findDatabaseObstacle } from '../stores/open-store.ts'
import type { AppMigration } from '../stores/store-settings.ts'
import { createKeyringOf } from './keyring.ts'
import { findPartFaults, partNames } from './part-faults.ts'
import type { ApplicationParts } from './parts.ts'
import { requireOptions } from './require-options.ts'

export interface ReadOptions extends ApplicationParts {
  readonly settings: Settings
  /** Absent: it has to be opened by the address in the settings. */
  readonly store?: unknown
  readonly migrations?: readonly AppMigration[] | undefined
}

type Members = Readonly<Record<string, unknown>>

/** Throws TypeError when it is no options object at all, and ConfigurationError for everything that is wrong in one. */
export function readOptions(options: unknown): ReadOptions {
  const given = requireOptions(options)
  const { settings, faults } = given.settings === undefined ? readShortForm(given) : readLongForm(given)
  const all = [...faults, ...findPartFaults(given)]
  if (settings === undefined || all.length > 0) throw new ConfigurationError(all)
  // Checked above, member by member.
  return { ...(given as ApplicationParts & Pick<ReadOptions, 'store' | 'migrations'>), settings }
}

interface FormReading {
  readonly settings: Settings | undefined
  readonly faults: readonly ConfigurationFault[]
}

function readShortForm(given: Members): FormReading {
  const values = Object.fromEntries(Object.entries(given).filter(([name]) => !partNames.includes(name)))
  const twoStores = given.store !== undefined && given.database !== undefined
  const faults = twoStores ? [fault('database', 'stands beside store', 'keep one of the two')] : []
  try {
    const settings = resolveSettings([{ source: 'createAuth', values, others: partNames }])
    return { settings, faults: [...faults, ...keyFaults(settings), ...databaseFaults(given, settings)] }
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    return { settings: undefined, faults: [...error.faults, ...faults, ...keyFaultsBeside(values)] }
  }
}

/** What the key ring is made of. */
const keySettings = [
  'secretKey',
  'algorithm',
  'signingKey',
  'signer',
  'verifyingKey',
  'keyId',
  'previousKeys',
  'SIMPLE_JWT',
]

/** Another setting at fault hides no fault of a key, as long as what the keys need can be read. */
function keyFaultsBeside(values: Members): readonly ConfigurationFault[] {
  const ofKeys = Object.fromEntries(Object.entries(values).filter(([name]) => keySettings.includes(name)))
  try {
    return keyFaults(resolveSettings([{ source: 'createAuth', values: ofKeys }]))
  } catch (error) {
    if (error instanceof ConfigurationError) return []
    throw error
  }
}

function keyFaults(settings: Settings): readonly ConfigurationFault[] {
  try {
    createKeyringOf(settings)
    return []
  } catch (error) {
    if (!(error instanceof KeyringError)) throw error
    const setting = settings.signer === undefined ? 'signingKey' : 'verifyingKey'
    return error.faults.map(({ what, fix }) => fault(setting, what, fix))
  }
}

function databaseFaults({ store }: Members, { databaseUrl }: Settings): readonly ConfigurationFault[] {
  if (store !== undefined) return []
  const obstacle = findDatabaseObstacle(databaseUrl)
  return obstacle === undefined
    ? []
    : [fault('database', obstacle, 'name a file in a folder that exists, or put aside what has its name')]
}

const shortForm = "createAuth({ secretKey: process.env.SECRET_KEY, database: 'sqlite:app.sqlite3' })"

function readLongForm(given: Members): FormReading {
  const { settings } = given
  const known = ['settings', ...partNames]
  const others = Object.keys(given).filter(name => !known.includes(name) && given[name] !== undefined)
  const missing = given.store === undefined ? [fault('store', 'is missing', `open one, or write ${shortForm}`)] : []
  const faults = [...others.map(name => besideSettings(name, known)), ...missing]
  if (isResolved(settings)) return { settings, faults }
  const raw = fault('settings', 'is not what resolveSettings returns', `write the names themselves: ${shortForm}`)
  return { settings: undefined, faults: [raw, ...faults] }
}

function besideSettings(name: string, known: readonly string[]): ConfigurationFault {
  const isSetting = [...settingNames, 'database', 'SIMPLE_JWT', 'REST_FRAMEWORK'].includes(name)
  if (isSetting)
    return fault(name, 'stands beside settings', 'put it into the layers of resolveSettings, or leave out settings')
  const nearest = nearestName(name, known)
  return fault(name, 'is not a part', nearest === undefined ? 'remove it' : `write ${nearest}`)
}

function isResolved(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && settingNames.every(name => name in value)
}

function fault(setting: string, what: string, fix: string): ConfigurationFault {
  return { setting, source: 'createAuth', what, fix }
}
