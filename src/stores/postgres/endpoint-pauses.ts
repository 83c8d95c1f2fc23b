/** SQL for endpoints that are left alone. */
import { pauseFactOf, readPause, writePause } from '../rows/endpoint-pause.ts'
import type { EndpointPauseStatements } from '../transactions/delivery-statements.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import { type Connection, done, isAny } from './connection.ts'
import { readFact, writeFact } from './facts.ts'

export function createEndpointPauseStatements(on: Connection): Pick<AsyncStatements, keyof EndpointPauseStatements> {
  return {
    findEndpointPause: async endpoint => readPause(await readFact(on, pauseFactOf(endpoint))),
    setEndpointPause: (endpoint, pause) => {
      const name = pauseFactOf(endpoint)
      if (pause === undefined) return done(on.query('DELETE FROM facts WHERE name = $1', [name]))
      return writeFact(on, name, writePause(pause))
    },
    moveEndpointPause: (endpoint, from, to) =>
      isAny(
        on.query('UPDATE facts SET value = $1 WHERE name = $2 AND value = $3 RETURNING name', [
          writePause(to),
          pauseFactOf(endpoint),
          writePause(from),
        ]),
      ),
  }
}
