/** Opens Django's database as the adoption reads it. Loaded only where there is one. */
import type { DjangoDatabase } from '../features/adoption/django-database.ts'
import type { DjangoMapping } from '../features/adoption/state.ts'

/** A request does not wait for longer; in ms. */
const connectMs = 1000
const statementMs = 10_000

/** A relative path of SQLite starts where the process was started. */
export async function openDjangoOf(url: string, mapping: DjangoMapping | undefined): Promise<DjangoDatabase> {
  const { openDjango } = await import('../django/open-django.ts')
  return await openDjango(url, { folder: '.', mapping, limits: { connectMs, statementMs } })
}
