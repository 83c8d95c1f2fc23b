/** The texts that list webhooks, for any dialect: what is asked for decides which index is walked. */
import type { DeliveryFilters } from '../../features/webhooks/store.ts'
import type { PlaceWalk } from '../transactions/pages.ts'

export interface AssembledDeliveries {
  readonly text: string
  readonly values: readonly (string | number)[]
}

/** Steps from one endpoint to the next in the index of what is due: as many reads as there are endpoints, however many wait. */
export const waitingEndpoints = `
  WITH RECURSIVE waiting (endpoint) AS (
    SELECT min(endpoint) FROM webhook_deliveries WHERE state = 'waiting'
    UNION ALL
    SELECT (SELECT min(endpoint) FROM webhook_deliveries WHERE state = 'waiting' AND endpoint > waiting.endpoint)
    FROM waiting WHERE endpoint IS NOT NULL)
  SELECT endpoint FROM waiting WHERE endpoint IS NOT NULL`

/**
 * The due delivery of an endpoint that was tried least: of the latest ones, since all may be many. What the receiver cannot take
 * has been tried, and does not stand for the rest again and again.
 */
export function leastTried(endpoint: string, now: string, latest: string): string {
  const due = (condition: string) => `
    SELECT id, due_at, attempts - attempts_before AS tries FROM webhook_deliveries
    WHERE state = 'waiting' AND endpoint = ${endpoint} AND due_at ${condition} ORDER BY due_at DESC LIMIT 500`
  const least = (condition: string) => `
    (SELECT id FROM (${due(condition)}) AS latest ORDER BY tries, due_at DESC, id DESC LIMIT 1)`
  return `coalesce(${least(`<= ${now}`)}, ${least(`> ${latest}`)})`
}

/** `place`: how a dialect writes the value of that number, from 1. */
export function createDeliveryTexts(place: (number: number) => string) {
  return {
    /** The last row of a slice of so many; none where there are no more. */
    end: (walk: PlaceWalk, filters: DeliveryFilters, rows: number) =>
      assemble(place, 'id', walk, { state: filters.state }, undefined, `LIMIT 1 OFFSET ${rows - 1}`),
    find: (walk: PlaceWalk, filters: DeliveryFilters, end: number | undefined, limit: number) =>
      assemble(place, '*', walk, filters, end, `LIMIT ${limit}`),
  }
}

function assemble(
  place: (number: number) => string,
  columns: string,
  { from, isBackwards }: PlaceWalk,
  { endpoint, event, state }: DeliveryFilters,
  end: number | undefined,
  tail: string,
): AssembledDeliveries {
  const values: (string | number)[] = []
  const next = (value: string | number) => place(values.push(value))
  // Newest first, so backwards is up. The second condition is that of the index.
  const [beyond, upTo, order] = isBackwards ? ['>', '<=', 'ASC'] : ['<', '>=', 'DESC']
  const conditions = [
    ...(state === undefined ? [] : [`state = ${next(state)}`]),
    ...(state === undefined || state === 'delivered' ? [] : ["state <> 'delivered'"]),
    ...(from === undefined ? [] : [`id ${beyond} ${next(from.key)}`]),
    ...(end === undefined ? [] : [`id ${upTo} ${next(end)}`]),
    ...(endpoint === undefined ? [] : [`endpoint = ${next(endpoint)}`]),
    ...(event === undefined ? [] : [`event = ${next(event)}`]),
  ]
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  return { text: `SELECT ${columns} FROM webhook_deliveries ${where} ORDER BY id ${order} ${tail}`, values }
}
