/** What the commands of an adoption share: both databases, this process by name, and the way to stop it. */
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { DjangoUrlError } from '../../../django/django-url-error.ts'
import { DjangoMapError } from '../../../django/map-options.ts'
import { type OpenDjangoOptions, type OpenedDjango, openDjango } from '../../../django/open-django.ts'
import { AdoptionError } from '../../../features/adoption/adoption-error.ts'
import { DjangoSchemaError, DjangoUnavailable } from '../../../features/adoption/django-database.ts'
import type { AdoptionParts } from '../../../features/adoption/parts.ts'
import { WorkLost } from '../../../features/adoption/store.ts'
import { systemClock } from '../../../ports/defaults/clock.ts'
import { lastingTimer } from '../../../ports/defaults/timer.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { Store } from '../../../store.ts'
import { configHelp, type Values } from '../../accounts.ts'
import type { ExitCode, Surroundings } from '../../command.ts'
import { explainFailure } from '../../failures.ts'
import { loadCommand, type StoreUse, withStore } from '../../load.ts'
import { reportTo } from './report.ts'

export interface AdoptionScene extends Surroundings {
  readonly parts: AdoptionParts
  readonly settings: Settings
  readonly store: Store
  readonly django: OpenedDjango
  readonly values: Values
}

export interface AdoptionUse extends StoreUse {
  /** What the options say, where nothing was begun yet. Later commands read the tables as the first one did. */
  readonly reading?: Pick<OpenDjangoOptions, 'settings' | 'map'>
}

/** Opens both databases. What is refused is printed, with `--json` as a document that has its code. */
export async function withAdoption(
  surroundings: Surroundings,
  values: Values,
  use: (scene: AdoptionScene) => Promise<ExitCode>,
  { reading = {}, ...how }: AdoptionUse = {},
): Promise<ExitCode> {
  const { ui, cwd } = surroundings
  const configuration = await loadCommand(surroundings, values)
  const { settings } = configuration
  const url = findDjangoUrl(values, settings)
  if (url === undefined) {
    ui.failure("The address of Django's database is missing.", urlFixes)
    return 2
  }
  const run = async (store: Store) => {
    const { mapping } = (await store.adoption.state()) ?? {}
    const django = await openKnown(url, { ...reading, mapping, folder: cwd }, settings)
    try {
      return await stoppable(signal =>
        use({
          ...surroundings,
          parts: partsOf({ surroundings, settings, store, django, signal, values }),
          settings,
          store,
          django,
          values,
        }),
      )
    } finally {
      await django.close()
    }
  }
  return await explaining(surroundings, values, () => withStore(surroundings, values, configuration, run, how))
}

/** Of the columns that could be carried, those that are declared here: `userFields`. */
async function openKnown(url: string, options: OpenDjangoOptions, { userFields }: Settings): Promise<OpenedDjango> {
  const django = await openDjango(url, options)
  if (options.mapping !== undefined || options.map?.fields !== undefined) return django
  const all = django.project.users.fields
  const fields = all.filter(({ name }) => userFields?.columns.some(column => column.name === name))
  if (fields.length === all.length) return django
  await django.close()
  return await openDjango(url, { ...options, map: { ...options.map, fields } })
}

/** For commands that ask Latchkey's own database alone. */
export async function withAdoptionStore(
  surroundings: Surroundings,
  values: Values,
  use: (store: Store, settings: Settings) => Promise<ExitCode>,
): Promise<ExitCode> {
  const configuration = await loadCommand(surroundings, values)
  const run = (store: Store) => use(store, configuration.settings)
  return await explaining(surroundings, values, () => withStore(surroundings, values, configuration, run))
}

export const urlHelp = [
  'URL',
  "Django's database, if not by LATCHKEY_DJANGO_DATABASE_URL: postgres://, mysql://, sqlite:PATH. Others see a password in it: use that variable, or PGPASSWORD",
] as const

export const adoptionOptions = { config: { type: 'string' }, json: { type: 'boolean' } } as const
export { configHelp }

const urlFixes = [
  'Set LATCHKEY_DJANGO_DATABASE_URL, which no other user of this machine sees, or write the address behind the command:',
  'sqlite:db.sqlite3, postgres://HOST:5432/NAME or mysql://HOST:3306/NAME',
]

function findDjangoUrl({ URL: url }: Values, { djangoDatabaseUrl }: Settings): string | undefined {
  return typeof url === 'string' ? url : djangoDatabaseUrl?.reveal()
}

interface Ingredients {
  readonly surroundings: Surroundings
  readonly settings: Settings
  readonly store: Store
  readonly django: OpenedDjango
  readonly signal: AbortSignal
  readonly values: Values
}

function partsOf({ surroundings, settings, store, django, signal, values }: Ingredients): AdoptionParts {
  const { refreshTokenLifetime, slidingTokenRefreshLifetime } = settings
  return {
    django,
    store: store.adoption,
    clock: systemClock,
    timer: lastingTimer,
    worker: `${hostname()}, process ${process.pid} (${randomBytes(3).toString('hex')})`,
    foreignLifetime: Math.max(refreshTokenLifetime, slidingTokenRefreshLifetime),
    report: reportTo(surroundings.ui, values.json === true),
    signal,
  }
}

/** The first Ctrl-C asks for the end, and the command says where it stopped; the second ends the process as ever. */
async function stoppable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const stop = () => {
    controller.abort()
    forget()
  }
  const forget = () => {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  try {
    return await work(controller.signal)
  } finally {
    forget()
  }
}

/** With `--json` a refusal is a document that has its code. */
export async function explaining(
  { ui, program }: Surroundings,
  { json }: Values,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await work()
  } catch (error) {
    ui.progress(undefined)
    const code = codeOf(error)
    if (json !== true || code === undefined) throw error
    const { what, fix } = explainFailure(error, program)
    ui.json({ error: { code, what: joined(what), fix: joined(fix ?? '') } })
    return 1
  }
}

function codeOf(error: unknown): string | undefined {
  if (error instanceof AdoptionError) return error.code
  if (error instanceof DjangoUnavailable) return 'django_unavailable'
  if (error instanceof DjangoSchemaError) return 'django_schema'
  if (error instanceof DjangoMapError) return 'django_mapping'
  if (error instanceof DjangoUrlError) return 'django_url'
  return error instanceof WorkLost ? 'adoption_busy' : undefined
}

function joined(lines: string | readonly string[]): string {
  return typeof lines === 'string' ? lines : lines.join('\n')
}
