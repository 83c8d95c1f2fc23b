/** How endpoints are left alone, as facts: the failures, a blank, and until when. */
import type { EndpointPause } from '../../features/webhooks/endpoint-pause.ts'

const prefix = 'webhook_pause '

export function pauseFactOf(endpoint: string): string {
  return `${prefix}${endpoint}`
}

export function writePause({ failures, until }: EndpointPause): string {
  return `${failures} ${until}`
}

export function readPause(value: unknown): EndpointPause | undefined {
  if (typeof value !== 'string') return undefined
  const [failures, until] = value.split(' ').map(Number)
  return { failures: failures ?? 0, until: until ?? 0 }
}

/** Of the endpoint of this expression, in any dialect. */
export function pauseFactSql(endpoint: string): string {
  return `(SELECT value FROM facts WHERE name = '${prefix}' || ${endpoint})`
}
