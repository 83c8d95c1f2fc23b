/** SQL for webhooks. */
import type { NewDelivery } from '../../features/webhooks/webhook.ts'
import { finishValues, toCounts, toDelivery } from '../rows/delivery.ts'
import { type AssembledDeliveries, createDeliveryTexts, leastTried, waitingEndpoints } from '../rows/delivery-texts.ts'
import { pauseFactSql } from '../rows/endpoint-pause.ts'
import type { DeliveryStatements } from '../transactions/delivery-statements.ts'
import type { Database } from './database.ts'

/** Rows that one statement looks at: the process waits for a few milliseconds. */
const sliceRows = 2000

const texts = createDeliveryTexts(() => '?')

export function createDeliveryStatements(db: Database): DeliveryStatements {
  const sql = prepareStatements(db)
  const all = ({ text, values }: AssembledDeliveries) => db.prepare(text).all(...values)
  const insert = ({ endpoint, event, body, now }: NewDelivery) => sql.insert.all(endpoint, event, body, now, now)
  return {
    insertDeliveries: deliveries => {
      for (const delivery of deliveries) insert(delivery)
    },
    insertDelivery: delivery => toDelivery(insert(delivery)[0] ?? {}),
    isDeliveryDue: (endpoint, now, latest) => sql.isDue.get(endpoint, now, latest) !== undefined,
    claimDeliveries: ({ endpoint, now, until, limit }, latest) =>
      sql.claim
        .all(until, endpoint, now, latest, limit)
        .map(toDelivery)
        .sort((a, b) => a.id - b.id),
    claimLeastTried: ({ endpoint, now, until }, latest) =>
      sql.claimLeastTried.all(until, endpoint, now, latest).map(toDelivery),
    finishDelivery: ({ id, attempts, history }, outcome) =>
      void sql.finish.run(...finishValues(history, outcome), id, attempts),
    walkDeliveries: (walk, filters, limit) => {
      const [last] = all(texts.end(walk, filters, sliceRows))
      const end = last === undefined ? undefined : Number(last.id)
      return { found: all(texts.find(walk, filters, end, limit)).map(toDelivery), end }
    },
    findDelivery: id => sql.find.all(id).map(toDelivery)[0],
    countDeliveries: (endpoints, most) => sql.count.all(most, JSON.stringify(endpoints)).map(toCounts),
    replayDelivery: (id, now) => {
      const row = sql.replay.get(now, id)
      return row && { endpoint: String(row.endpoint), event: String(row.event) }
    },
    replayFailedDeliveries: ({ endpoint, since, now, limit }) =>
      sql.replayFailed.run(now, endpoint, since, limit).changes,
    listWaitingEndpoints: () => sql.waitingEndpoints.all().map(({ endpoint }) => String(endpoint)),
    giveUpDeliveries: ({ endpoint, reason, dueBefore, writtenBefore, now, limit }) =>
      sql.giveUp.run(now, reason, endpoint, dueBefore, limit, writtenBefore).changes,
    deleteOldDeliveries: (before, limit) => sql.deleteOld.run(before, limit).changes,
  }
}

function prepareStatements(db: Database) {
  const anew = `
    UPDATE webhook_deliveries SET state = 'waiting', finished_at = NULL, last_reason = NULL, due_at = min(coalesce(due_at, ?1), ?1),
      attempts_before = CASE state WHEN 'waiting' THEN attempts_before ELSE attempts END,
      written_at = CASE state WHEN 'waiting' THEN written_at ELSE ?1 END`
  // One that waits for long is among those that are due for the longest, or among those that were put off the furthest: to read
  // the rows of all takes a hundred milliseconds where ten services are away.
  const oldest = (order: 'ASC' | 'DESC') => `(SELECT min(written_at) FROM (SELECT written_at FROM webhook_deliveries
          WHERE endpoint = value AND state = 'waiting' ORDER BY due_at ${order} LIMIT 500))`
  return {
    insert: db.prepare(`
      INSERT INTO webhook_deliveries (message_id, endpoint, event, body, written_at, due_at)
      VALUES ('msg_' || lower(hex(randomblob(16))), ?, ?, ?, ?, ?) RETURNING *`),
    isDue: db.prepare(`
      SELECT 1 WHERE EXISTS (SELECT 1 FROM webhook_deliveries WHERE state = 'waiting' AND endpoint = ?1 AND due_at <= ?2)
        OR EXISTS (SELECT 1 FROM webhook_deliveries WHERE state = 'waiting' AND endpoint = ?1 AND due_at > ?3)`),
    claim: db.prepare(`
      UPDATE webhook_deliveries SET due_at = ?1, attempts = attempts + 1 WHERE id IN (
        SELECT id FROM webhook_deliveries WHERE state = 'waiting' AND endpoint = ?2 AND (due_at <= ?3 OR due_at > ?4)
        ORDER BY due_at, id LIMIT ?5)
      RETURNING *`),
    claimLeastTried: db.prepare(`
      UPDATE webhook_deliveries SET due_at = ?1, attempts = attempts + 1
      WHERE id = ${leastTried('?2', '?3', '?4')} RETURNING *`),
    finish: db.prepare(`
      UPDATE webhook_deliveries SET state = ?, due_at = ?, finished_at = ?, last_status = ?, last_reason = ?, history = ?,
        attempts_before = attempts_before + ?
      WHERE id = ? AND attempts = ?`),
    find: db.prepare('SELECT * FROM webhook_deliveries WHERE id = ?'),
    count: db.prepare(`
      SELECT value AS endpoint,
        (SELECT count(*) FROM (SELECT 1 FROM webhook_deliveries
          WHERE endpoint = value AND state = 'waiting' LIMIT ?1)) AS waiting,
        min(${oldest('ASC')}, ${oldest('DESC')}) AS oldest_waiting,
        (SELECT count(*) FROM (SELECT 1 FROM webhook_deliveries
          WHERE endpoint = value AND state = 'failed' AND finished_at IS NOT NULL LIMIT ?1)) AS failed,
        (SELECT max(finished_at) FROM webhook_deliveries
          WHERE endpoint = value AND state = 'delivered' AND finished_at IS NOT NULL) AS last_delivered,
        ${pauseFactSql('json_each.value')} AS pause
      FROM json_each(?2)`),
    replay: db.prepare(`${anew} WHERE id = ?2 RETURNING endpoint, event`),
    replayFailed: db.prepare(`${anew} WHERE id IN (
      SELECT id FROM webhook_deliveries WHERE endpoint = ?2 AND state = 'failed' AND finished_at >= ?3
      ORDER BY finished_at, id LIMIT ?4)`),
    waitingEndpoints: db.prepare(waitingEndpoints),
    giveUp: db.prepare(`
      UPDATE webhook_deliveries SET state = 'failed', due_at = NULL, finished_at = ?, last_reason = ? WHERE id IN (
        SELECT id FROM (
          SELECT id, written_at FROM webhook_deliveries WHERE state = 'waiting' AND endpoint = ? AND due_at < ?
          ORDER BY due_at LIMIT ?)
        WHERE written_at < ?)`),
    deleteOld: db.prepare(`
      DELETE FROM webhook_deliveries WHERE id IN (
        SELECT id FROM webhook_deliveries WHERE finished_at < ? ORDER BY finished_at LIMIT ?)`),
  }
}
