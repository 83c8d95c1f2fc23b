/** Refuses what is no object of options at all, in the words of the mistake that was made. */

const example = "createAuth({ secretKey: process.env.SECRET_KEY, database: 'sqlite:app.sqlite3' })"

/** Throws TypeError. */
export function requireOptions(options: unknown): Readonly<Record<string, unknown>> {
  if (options === undefined || options === null) throw new TypeError(`createAuth got nothing; write ${example}`)
  if (typeof options !== 'object') throw new TypeError(`createAuth got a ${typeof options}; write ${example}`)
  if (Array.isArray(options)) throw new TypeError(`createAuth got a list; write ${example}`)
  if (isPromise(options)) throw new TypeError('createAuth got a promise; await it first')
  if (isModule(options)) throw new TypeError('createAuth got a module; pass its default export')
  return { ...options }
}

/** A part that is still to come: `createAuth({ store: open() })`. */
export function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

/** `createAuth(await import('./latchkey.config.ts'))`. */
function isModule(value: object): boolean {
  return Object.prototype.toString.call(value) === '[object Module]'
}
