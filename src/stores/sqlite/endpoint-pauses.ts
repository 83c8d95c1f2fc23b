/** SQL for endpoints that are left alone. */
import { pauseFactOf, readPause, writePause } from '../rows/endpoint-pause.ts'
import type { EndpointPauseStatements } from '../transactions/delivery-statements.ts'
import type { Database } from './database.ts'
import { prepareFacts } from './facts.ts'

export function createEndpointPauseStatements(db: Database): EndpointPauseStatements {
  const facts = prepareFacts(db)
  const drop = db.prepare('DELETE FROM facts WHERE name = ?')
  const move = db.prepare('UPDATE facts SET value = ? WHERE name = ? AND value = ?')
  return {
    findEndpointPause: endpoint => readPause(facts.read(pauseFactOf(endpoint))),
    setEndpointPause: (endpoint, pause) => {
      const name = pauseFactOf(endpoint)
      if (pause === undefined) drop.run(name)
      else facts.write(name, writePause(pause))
    },
    moveEndpointPause: (endpoint, from, to) =>
      move.run(writePause(to), pauseFactOf(endpoint), writePause(from)).changes === 1,
  }
}
