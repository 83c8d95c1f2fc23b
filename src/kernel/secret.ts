/** A value that must not be printed: logs, JSON and inspection show `[secret]`; only `reveal()` returns it. */
import { inspect } from 'node:util'

/** A secret value that no log, error message or JSON shows. `reveal()` is the one way to it. */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** The value itself. Call it only where the value is used. */
  reveal(): string {
    return this.#text
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [inspect.custom](): string {
    return '[secret]'
  }
}
