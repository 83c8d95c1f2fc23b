/** `latchkey serve` with several workers: migrates once, starts them, says where they listen, and ends with them. */

import type { LoadedConfiguration } from '../server/config/load-settings.ts'
import { prepareSocket } from '../server/listen.ts'
import { closeOnSignal } from '../server/shutdown.ts'
import { startWorkers } from '../server/workers/worker-pool.ts'
import { openStore } from '../stores/open-store.ts'
import type { ExitCode, Surroundings } from './command.ts'

interface Serving {
  readonly ui: Surroundings['ui']
  readonly loaded: LoadedConfiguration
  /** Says where it listens, and what to do next. */
  readonly announce: (address: string, hasUsers: boolean) => void
}

export async function serveWorkers({ ui, loaded, announce }: Serving): Promise<ExitCode> {
  const { settings, migrations } = loaded
  // Before there are several: what is wrong with the database is told once.
  const store = await openStore(settings.databaseUrl, settings, { migrations })
  const hasUsers = await store.directory.hasUsers().finally(() => store.close())
  await prepareSocket(settings.host)
  const pool = startWorkers(settings.workers, {
    onLost: (slot, how) => ui.failure(`Worker ${slot + 1} ended ${how}.`, 'It is started again.'),
    onGiveUp() {
      ui.failure('The workers end as fast as they are started.', 'Their last words are above.')
      pool.kill()
      process.exit(1)
    },
  })
  const ending = closeOnSignal({
    delay: settings.shutdownDelay * 1000,
    close: () => pool.close(),
    giveUp() {
      ui.failure('Some requests did not finish within 10 seconds.', 'Their connections were closed.')
      pool.kill()
      process.exit(1)
    },
  })
  const address = await Promise.race([pool.started, ending.then(() => 'over' as const)])
  if (address === 'over') return 0
  if (address === undefined) {
    await pool.close()
    return 1
  }
  announce(address, hasUsers)
  await ending
  return 0
}
