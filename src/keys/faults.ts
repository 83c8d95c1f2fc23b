/** What is wrong with the configured keys. Everything is reported at once, before anything is signed. */

export interface KeyFault {
  /** What is wrong. Never key material. */
  readonly what: string
  /** What to do about it. */
  readonly fix: string
}

/** Thrown when a keyring cannot be created. The process must not start (security requirement 30). */
export class KeyringError extends Error {
  readonly faults: readonly KeyFault[]

  constructor(faults: readonly KeyFault[]) {
    super(['the keys cannot be used:', ...faults.map(fault => `- ${fault.what}: ${fault.fix}`)].join('\n'))
    this.name = 'KeyringError'
    this.faults = faults
  }
}

/** Refuses a key for one fault that makes further checks pointless. */
export function refuseKey(what: string, fix: string): never {
  throw new KeyringError([{ what, fix }])
}

/** Runs `make` and adds its faults to `faults`, prefixed with the key they belong to. */
export function collectFaults<T>(faults: KeyFault[], owner: string, make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof KeyringError)) throw error
    faults.push(...error.faults.map(fault => ({ what: `${owner}: ${fault.what}`, fix: fault.fix })))
    return undefined
  }
}
