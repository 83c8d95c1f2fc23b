/** What a worker and the process that started it say to each other. */
export type Message =
  /** A worker serves, at this address. */
  | { readonly kind: 'listening'; readonly address: string }
  /** A scrape has reached a worker, which asks for the metrics of all. */
  | { readonly kind: 'scrape'; readonly id: number }
  /** Each worker is asked for its own. */
  | { readonly kind: 'collect'; readonly id: number }
  | { readonly kind: 'collected'; readonly id: number; readonly text: string }
  /** The answer to a scrape. */
  | { readonly kind: 'merged'; readonly id: number; readonly text: string }

export function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string'
}

/** Variables that tell a worker which it is. */
export const slotVariable = 'WORKER_OF_LATCHKEY'
export const countVariable = 'WORKERS_OF_LATCHKEY'
