/** A database that was restored by PostgreSQL's own tools is taken into use: see generation.ts. */
import { DatabaseOpenError } from '../errors.ts'
import type { AppSchema, StoreSettings } from '../store-settings.ts'
import type { PostgresAddress } from './address.ts'
import { openDatabase } from './database.ts'
import { openingDatabase, requireFitServer } from './explain-open.ts'
import { isAsWritten, leapUserIds, takeOver } from './generation.ts'
import { currentNumber } from './migrations.ts'
import { refuseUnfinished } from './promotion/target.ts'
import { openPostgresStore, type PostgresStore } from './store.ts'

export interface TakingRestored {
  /** Also where nothing shows that it was restored, as after a recovery to a point in time. */
  readonly isForced: boolean
  /** Nothing was lost in between: a move, an upgrade. */
  readonly keepsSessions: boolean
  /** Ends the sessions. It may be called again where an earlier attempt was stopped. */
  readonly end: (store: PostgresStore) => Promise<void>
}

/** In ms. Every account is written to, in one statement. */
const longestStatement = 600_000

/** Other nodes start once it is done. Throws DatabaseOpenError. */
export async function takeRestored(
  address: PostgresAddress,
  settings: StoreSettings,
  schema: AppSchema,
  { isForced, keepsSessions, end }: TakingRestored,
): Promise<void> {
  await requireRestored(address, isForced)
  const patient = { ...address, startup: '-c statement_timeout=0', answerTimeout: longestStatement }
  const store = await openPostgresStore(patient, settings, schema, patient, { takesRestored: true })
  try {
    if (!keepsSessions) {
      await end(store)
      await forget(address)
    }
  } finally {
    await store.close()
  }
  await inDatabase(address, takeOver)
}

async function requireRestored(address: PostgresAddress, isForced: boolean): Promise<void> {
  await inDatabase(address, async database => {
    await requireFitServer(database, address)
    if ((await currentNumber(database)) === 0) {
      throw new DatabaseOpenError(
        'There are no tables of Latchkey in this database.',
        'Restore the dump first: pg_restore --dbname=NAME FILE',
      )
    }
    await refuseUnfinished(database)
    if (isForced || !(await isAsWritten(database))) return
    throw new DatabaseOpenError(
      'Nothing shows that this database was restored.',
      'After a recovery to a point in time, with all servers stopped, run `latchkey restore --force`: it ends all sessions.',
    )
  })
}

/** Mails that wait in a backup may have been sent since. Ids of accounts that it does not know are in tokens. */
async function forget(address: PostgresAddress): Promise<void> {
  await inDatabase(address, async database => {
    await database.exec('DELETE FROM outbox')
    await leapUserIds(database)
  })
}

async function inDatabase(
  address: PostgresAddress,
  use: (database: Awaited<ReturnType<typeof openDatabase>>) => Promise<void>,
): Promise<void> {
  const database = await openDatabase({ ...address, poolSize: 1 })
  try {
    await openingDatabase(address, () => use(database))
  } finally {
    await database.close()
  }
}
