/** The address is none that can be opened. It repeats no part of it. */
export class DjangoUrlError extends Error {
  override readonly name = 'DjangoUrlError'
  readonly fix: string

  constructor(what: string, fix: string) {
    super(what)
    this.fix = fix
  }
}
