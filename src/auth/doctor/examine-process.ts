/** What `latchkey doctor` finds, as far as a process can look while it serves: nothing that takes more than milliseconds. */
import type { Clock } from '../../ports/clock.ts'
import type { Timer } from '../../ports/timer.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Store } from '../../store.ts'
import { DatabaseOpenError } from '../../stores/errors.ts'
import { inspectOpenStore } from '../../stores/inspect-database.ts'
import { checkDatabase } from './check-database.ts'
import { checkSecretsOfFactors } from './check-factors.ts'
import { checkLimits } from './check-limits.ts'
import { checkPostgres } from './check-postgres.ts'
import { checkRoles } from './check-roles.ts'
import { checkSealed } from './check-sealed.ts'
import { checkSettings } from './check-settings.ts'
import { checkSigner } from './check-signer.ts'
import { checkDeliveries } from './check-webhooks.ts'
import { type Finding, reporter } from './finding.ts'

export interface Examined {
  readonly settings: Settings
  readonly store: Store
  readonly clock: Clock
  readonly timer: Timer
}

/** A database or a Redis that does not answer is a finding after so many milliseconds. */
const patience = 5000

/** Those who ask while a look is under way share it. */
export function createExamination(examined: Examined): () => Promise<readonly Finding[]> {
  let looking: Promise<readonly Finding[]> | undefined
  return () => {
    looking ??= examine(examined).finally(() => {
      looking = undefined
    })
    return looking
  }
}

async function examine(examined: Examined): Promise<readonly Finding[]> {
  const { settings, timer } = examined
  const [database, limits, signer] = await Promise.all([
    inTime(timer, 'database', examineDatabase(examined)),
    inTime(timer, 'redis', checkLimits(settings)),
    inTime(timer, 'signer', checkSigner(settings)),
  ])
  return [...checkSettings(settings), ...database, ...limits, ...signer]
}

async function examineDatabase({ settings, store, clock }: Examined): Promise<readonly Finding[]> {
  try {
    const inspected = await inspectOpenStore(store, settings.databaseUrl, clock.now)
    if (inspected === undefined) return []
    const { dialect, name, facts } = inspected
    const now = clock.now()
    const found = dialect === 'postgres' ? checkPostgres(facts, name, now) : checkDatabase(facts, name, now)
    return [
      ...found,
      ...(await checkSecretsOfFactors(settings, store)),
      ...(await checkSealed(settings, store, now)),
      ...(await checkRoles(settings, store)),
      ...(await checkDeliveries(settings, store, now)),
    ]
  } catch (error) {
    const { fault } = reporter('database')
    // What a driver says may quote a statement.
    if (error instanceof DatabaseOpenError) return [fault(error.what, error.fix)]
    return [fault('The database could not be looked at.', 'Run `latchkey doctor`, which says why.')]
  }
}

function inTime(timer: Timer, check: string, looking: Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  return new Promise((resolve, reject) => {
    const cancel = timer.after(patience, () =>
      resolve([reporter(check).fault(`No answer within ${patience / 1000} seconds.`, 'See whether it is reachable.')]),
    )
    looking.then(resolve, reject).finally(cancel)
  })
}
