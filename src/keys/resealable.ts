/** What the database keeps sealed under `secretKey`, one kind at a time, for those who seal it anew or count it. */

/** `current`: under today's key. `old`: under one that `previousKeys` has. `lost`: no key of the settings opens it. */
export type SealState = 'current' | 'old' | 'lost'

export interface Sealed {
  /** Of a key: its kid. */
  readonly name?: string | undefined
  readonly state: SealState
  /** Seals it under today's key. What another process has changed in between stays as it is. */
  reseal(): Promise<void>
}

export interface Resealable {
  /** For people: `signing keys`. */
  readonly name: string
  /** All of them, in batches. */
  walk(): AsyncIterable<Sealed>
}
