/** One thing that is wrong with the configuration, for the person who wrote it. Never holds a secret's value. */
export interface ConfigurationFault {
  /** The name as it was written. */
  readonly setting: string
  /** Where: `environment`, `.env`, `latchkey.config.ts`. */
  readonly source: string
  readonly what: string
  readonly fix: string
}

/** The configuration cannot be used. It names every fault at once, so that one look is enough. */
export class ConfigurationError extends Error {
  readonly faults: readonly ConfigurationFault[]

  constructor(faults: readonly ConfigurationFault[]) {
    const lines = faults.map(({ setting, source, what, fix }) => `  ${setting} (${source}): ${what}; ${fix}`)
    super(`The configuration cannot be used:\n${lines.join('\n')}`)
    this.name = 'ConfigurationError'
    this.faults = faults
  }
}
