/** What is wrong with the keys that somebody configured. All of it is told at once, before anything is signed. */

export interface KeyFault {
  /** What was seen. Never key material. */
  readonly what: string
  /** What to do about it. */
  readonly fix: string
}

/** Thrown when a ring cannot be made. A process that gets it must not start (security requirement 30). */
export class KeyringError extends Error {
  readonly faults: readonly KeyFault[]

  constructor(faults: readonly KeyFault[]) {
    super(['the keys cannot be used:', ...faults.map(fault => `- ${fault.what}: ${fault.fix}`)].join('\n'))
    this.name = 'KeyringError'
    this.faults = faults
  }
}

/** One thing is wrong, and nothing more can be said about this key. */
export function refuseKey(what: string, fix: string): never {
  throw new KeyringError([{ what, fix }])
}

/** Runs `make`; what it finds wrong goes to `faults`, prefixed with whose key it is. */
export function collectFaults<T>(faults: KeyFault[], owner: string, make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof KeyringError)) throw error
    faults.push(...error.faults.map(fault => ({ what: `${owner}: ${fault.what}`, fix: fault.fix })))
    return undefined
  }
}
