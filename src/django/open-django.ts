/** Opens the database of a Django project: the port of an adoption, and what a check looks at. */
import type { DjangoDatabase } from '../features/adoption/django-database.ts'
import type { DjangoMapping } from '../features/adoption/state.ts'
import { createTurnWork } from '../kernel/turn-end.ts'
import { type DjangoSettings, jwtSeconds } from './django-settings.ts'
import type { DriverLimits } from './driver.ts'
import type { MapOptions } from './map-options.ts'
import { mapProject } from './map-project.ts'
import { fromMapping, toMapping } from './mapping.ts'
import { openDriver } from './open-driver.ts'
import type { DjangoContext, DjangoProject } from './project.ts'
import { readSpentAmong } from './read-tokens.ts'
import { createReader } from './reader.ts'
import { readTables } from './schema/read-tables.ts'
import { createDjangoWriter } from './write-django.ts'

export interface OpenDjangoOptions {
  /** Where a relative path of SQLite starts. */
  readonly folder: string
  /** What `django.json` says. */
  readonly settings?: DjangoSettings | undefined
  /** What an operator says of the tables. */
  readonly map?: MapOptions
  /** What an adoption has kept, in place of both. */
  readonly mapping?: DjangoMapping | undefined
  readonly limits?: Partial<DriverLimits>
  /** How long a question about spent tokens may take, in ms; 1000. A request waits for it. */
  readonly askMs?: number
}

export interface OpenedDjango extends DjangoDatabase {
  readonly project: DjangoProject
  readonly context: DjangoContext
  /** To be kept, so that later openings read the same. */
  readonly mapping: DjangoMapping
}

/** More in one statement would be no faster. */
const askedAtOnce = 500

/** Throws DjangoUrlError, DjangoUnavailable, DjangoSchemaError and DjangoMapError. */
export async function openDjango(url: string, options: OpenDjangoOptions): Promise<OpenedDjango> {
  const { folder, settings, mapping, limits = {}, askMs = 1000 } = options
  const map = mapping === undefined ? options.map : fromMapping(mapping)
  const driver = await openDriver(url, { folder, limits })
  try {
    const project = mapProject(await readTables(driver), settings, map)
    const context: DjangoContext = { driver, project }
    const reading = { slidingSeconds: settings && jwtSeconds(settings, 'SLIDING_TOKEN_REFRESH_LIFETIME') }
    return {
      place: driver.place,
      project,
      context,
      mapping: mapping ?? toMapping(project, settings),
      snapshot: work => driver.snapshot(connection => work(createReader(context, connection, reading))),
      spentAmong: createSpentQuestion(context, askMs),
      ...createDjangoWriter(context),
      close: () => driver.close(),
    }
  } catch (error) {
    await driver.close()
    throw error
  }
}

/** Questions of one turn are one statement. */
function createSpentQuestion(context: DjangoContext, askMs: number): DjangoDatabase['spentAmong'] {
  let waiting = new Set<string>()
  const ask = createTurnWork(async () => {
    const asked = [...waiting]
    waiting = new Set()
    const spent = new Set<string>()
    for (let at = 0; at < asked.length; at += askedAtOnce) {
      for (const jti of await readSpentAmong(context, asked.slice(at, at + askedAtOnce), askMs)) spent.add(jti)
    }
    return spent
  })
  return async jtis => {
    for (const jti of jtis) waiting.add(jti)
    const spent = await ask()
    return new Set(jtis.filter(jti => spent.has(jti)))
  }
}
