/** What operators are told of the process that answers them. It is made where every setting is known: auth.ts gives it. */

/** One setting, without what is secret in it. */
export interface ShownSetting {
  readonly name: string
  /** The variable that sets it, where it can be set by one. */
  readonly variable: string
  readonly value: unknown
  /** `default`, `environment`, `.env`, a file; `null`: the settings are a copy, and it is not known. */
  readonly source: string | null
  readonly default: unknown
  /** Whether it is a key, or holds a secret: then the value says only that there is one. */
  readonly secret: boolean
}

/** Something that does not work, is insecure, or could be better, and what to do about it. */
export interface ShownFinding {
  /** The group of checks: `database`, `cookies`. */
  readonly check: string
  readonly level: 'fault' | 'advice'
  readonly what: string
  readonly fix: string
}

export interface Installation {
  /** In the order of the reference page. */
  settings(): readonly ShownSetting[]
  /** What a look at settings, database and Redis finds. Those who ask at once share it, and it ends in seconds. */
  findings(): Promise<readonly ShownFinding[]>
}

declare module '../../system.ts' {
  interface System {
    /** What operators are told of this process. */
    readonly installation: Installation
  }
}
