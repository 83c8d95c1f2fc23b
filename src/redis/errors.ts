/** A Redis that cannot be used until something is corrected: waiting would not help. */
export class RedisOpenError extends Error {
  /** What is wrong, to be read behind the name of the setting. */
  readonly what: string
  readonly fix: string

  constructor(what: string, fix: string, cause?: unknown) {
    super(`the Redis ${what}`, { cause })
    this.name = 'RedisOpenError'
    this.what = what
    this.fix = fix
  }
}
