/** One thing that is wrong with the configuration. Never contains the value of a secret. */
export interface ConfigurationFault {
  /** The name of the setting, as it was written. */
  readonly setting: string
  /** Where it was set: `environment`, `.env`, `latchkey.config.ts`. */
  readonly source: string
  readonly what: string
  readonly fix: string
}

/** The configuration cannot be used. It lists every fault at once, so that you fix them in one go. */
export class ConfigurationError extends Error {
  readonly faults: readonly ConfigurationFault[]

  constructor(faults: readonly ConfigurationFault[], options?: ErrorOptions) {
    const lines = faults.map(fault => `  ${fault.setting} (${fault.source}): ${joined(fault)}`)
    super(`The configuration cannot be used:\n${lines.join('\n')}`, options)
    this.name = 'ConfigurationError'
    this.faults = faults
  }
}

/** A database's own words are sentences; a setting's are not. */
function joined({ what, fix }: ConfigurationFault): string {
  return /[.!?]$/.test(what) ? `${what} ${fix}` : `${what}; ${fix}`
}
