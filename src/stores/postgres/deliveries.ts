/** SQL for webhooks. */
import { finishValues, toCounts, toDelivery } from '../rows/delivery.ts'
import { type AssembledDeliveries, createDeliveryTexts, leastTried, waitingEndpoints } from '../rows/delivery-texts.ts'
import { pauseFactSql } from '../rows/endpoint-pause.ts'
import type { DeliveryStatements } from '../transactions/delivery-statements.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import { type Connection, countOf, done, firstOf, isAny, rowsOf } from './connection.ts'
import { storable } from './users.ts'

/** Rows that one statement looks at. */
const sliceRows = 10_000

const texts = createDeliveryTexts(number => `$${number}`)

export function createDeliveryStatements(on: Connection): Pick<AsyncStatements, keyof DeliveryStatements> {
  const all = ({ text, values }: AssembledDeliveries) =>
    rowsOf(
      on.query(
        text,
        values.map(value => (typeof value === 'string' ? storable(value) : value)),
      ),
    )
  return {
    insertDeliveries: deliveries => {
      const columns = (['endpoint', 'event', 'body', 'now'] as const).map(name => deliveries.map(each => each[name]))
      return done(on.query(sql.insertMany, columns))
    },
    insertDelivery: async ({ endpoint, event, body, now }) =>
      toDelivery((await firstOf(on.query(sql.insert, [endpoint, event, body, now]))) ?? {}),
    isDeliveryDue: (endpoint, now, latest) => isAny(on.query(sql.isDue, [endpoint, now, latest])),
    claimDeliveries: async ({ endpoint, now, until, limit }, latest) =>
      (await rowsOf(on.query(sql.claim, [endpoint, now, latest, until, limit]))).map(toDelivery),
    claimLeastTried: async ({ endpoint, now, until }, latest) =>
      (await rowsOf(on.query(sql.claimLeastTried, [endpoint, now, latest, until]))).map(toDelivery),
    finishDelivery: ({ id, attempts, history }, outcome) =>
      done(on.query(sql.finish, [...finishValues(history, outcome), id, attempts])),
    walkDeliveries: async (walk, filters, limit) => {
      const [last] = await all(texts.end(walk, filters, sliceRows))
      const end = last === undefined ? undefined : Number(last.id)
      return { found: (await all(texts.find(walk, filters, end, limit))).map(toDelivery), end }
    },
    findDelivery: async id => (await rowsOf(on.query(sql.find, [id]))).map(toDelivery)[0],
    countDeliveries: async (endpoints, most) => (await rowsOf(on.query(sql.count, [most, endpoints]))).map(toCounts),
    replayDelivery: async (id, now) => {
      const row = await firstOf(on.query(sql.replay, [now, id]))
      return row && { endpoint: String(row.endpoint), event: String(row.event) }
    },
    replayFailedDeliveries: ({ endpoint, since, now, limit }) =>
      countOf(on.query(sql.replayFailed, [now, storable(endpoint), since, limit])),
    listWaitingEndpoints: async () =>
      (await rowsOf(on.query(waitingEndpoints))).map(({ endpoint }) => String(endpoint)),
    giveUpDeliveries: ({ endpoint, reason, dueBefore, writtenBefore, now, limit }) =>
      countOf(on.query(sql.giveUp, [now, reason, endpoint, dueBefore, limit, writtenBefore])),
    deleteOldDeliveries: (before, limit) => countOf(on.query(sql.deleteOld, [before, limit])),
  }
}

/** Ids of messages are random: 122 bits of a UUID. */
const messageId = "'msg_' || replace(gen_random_uuid()::text, '-', '')"

const anew = `
  UPDATE webhook_deliveries SET state = 'waiting', finished_at = NULL, last_reason = NULL, due_at = least(due_at, $1),
    attempts_before = CASE state WHEN 'waiting' THEN attempts_before ELSE attempts END,
    written_at = CASE state WHEN 'waiting' THEN written_at ELSE $1 END`

const sql = {
  insert: `
    INSERT INTO webhook_deliveries (message_id, endpoint, event, body, written_at, due_at)
    VALUES (${messageId}, $1, $2, $3, $4, $4) RETURNING *`,
  insertMany: `
    INSERT INTO webhook_deliveries (message_id, endpoint, event, body, written_at, due_at)
    SELECT ${messageId}, endpoint, event, body, at, at
    FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) AS new (endpoint, event, body, at)`,
  isDue: `
    SELECT WHERE EXISTS (SELECT FROM webhook_deliveries WHERE state = 'waiting' AND endpoint = $1 AND due_at <= $2)
      OR EXISTS (SELECT FROM webhook_deliveries WHERE state = 'waiting' AND endpoint = $1 AND due_at > $3)`,
  // Locked by the first who looks and left out by the others, as in the outbox.
  claim: `
    WITH claimed AS (
      UPDATE webhook_deliveries SET due_at = $4, attempts = attempts + 1 WHERE id = ANY (ARRAY(
        SELECT id FROM webhook_deliveries WHERE state = 'waiting' AND endpoint = $1 AND (due_at <= $2 OR due_at > $3)
        ORDER BY due_at, id LIMIT $5 FOR UPDATE SKIP LOCKED))
      RETURNING *)
    SELECT * FROM claimed ORDER BY id`,
  // The last condition is looked at again where another process had the row.
  claimLeastTried: `
    UPDATE webhook_deliveries SET due_at = $4, attempts = attempts + 1
    WHERE id = ${leastTried('$1', '$2', '$3')} AND (due_at <= $2 OR due_at > $3) RETURNING *`,
  finish: `
    UPDATE webhook_deliveries
    SET state = $1, due_at = $2, finished_at = $3, last_status = $4, last_reason = $5, history = $6,
      attempts_before = attempts_before + $7
    WHERE id = $8 AND attempts = $9`,
  find: 'SELECT * FROM webhook_deliveries WHERE id = $1',
  count: `
    SELECT asked.endpoint, open.waiting, open.oldest_waiting,
      (SELECT count(*) FROM (SELECT FROM webhook_deliveries
        WHERE endpoint = asked.endpoint AND state = 'failed' AND finished_at IS NOT NULL LIMIT $1) AS lost) AS failed,
      (SELECT max(finished_at) FROM webhook_deliveries
        WHERE endpoint = asked.endpoint AND state = 'delivered' AND finished_at IS NOT NULL) AS last_delivered,
      ${pauseFactSql('asked.endpoint')} AS pause
    FROM unnest($2::text[]) WITH ORDINALITY AS asked (endpoint, place), LATERAL (
      SELECT count(*) AS waiting, min(written_at) AS oldest_waiting
      FROM (SELECT written_at FROM webhook_deliveries
        WHERE endpoint = asked.endpoint AND state = 'waiting' LIMIT $1) AS found) AS open
    ORDER BY place`,
  replay: `${anew} WHERE id = $2 RETURNING endpoint, event`,
  replayFailed: `${anew} WHERE id = ANY (ARRAY(
    SELECT id FROM webhook_deliveries WHERE endpoint = $2 AND state = 'failed' AND finished_at >= $3
    ORDER BY finished_at, id LIMIT $4 FOR UPDATE SKIP LOCKED))`,
  giveUp: `
    UPDATE webhook_deliveries SET state = 'failed', due_at = NULL, finished_at = $1, last_reason = $2
    WHERE id = ANY (ARRAY(
      SELECT id FROM (
        SELECT id, written_at FROM webhook_deliveries WHERE state = 'waiting' AND endpoint = $3 AND due_at < $4
        ORDER BY due_at LIMIT $5 FOR UPDATE SKIP LOCKED) AS longest
      WHERE written_at < $6))`,
  deleteOld: `
    DELETE FROM webhook_deliveries WHERE id = ANY (ARRAY(
      SELECT id FROM webhook_deliveries WHERE finished_at < $1 ORDER BY finished_at LIMIT $2 FOR UPDATE SKIP LOCKED))`,
}
