/** SQL for endpoints that are left alone. */
import { pauseFactOf, readPause, writePause } from '../rows/endpoint-pause.ts'
import type { EndpointPauseStatements } from '../transactions/delivery-statements.ts'
import type { Database } from './database.ts'

export function createEndpointPauseStatements(db: Database): EndpointPauseStatements {
  const find = db.prepare('SELECT value FROM facts WHERE name = ?')
  const write = db.prepare(
    'INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  )
  const drop = db.prepare('DELETE FROM facts WHERE name = ?')
  const move = db.prepare('UPDATE facts SET value = ? WHERE name = ? AND value = ?')
  return {
    findEndpointPause: endpoint => readPause(find.get(pauseFactOf(endpoint))?.value),
    setEndpointPause: (endpoint, pause) => {
      const name = pauseFactOf(endpoint)
      if (pause === undefined) drop.run(name)
      else write.run(name, writePause(pause))
    },
    moveEndpointPause: (endpoint, from, to) =>
      move.run(writePause(to), pauseFactOf(endpoint), writePause(from)).changes === 1,
  }
}
