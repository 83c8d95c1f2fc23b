/**
 * Keeps a value with an object of someone else, as a property that nothing lists, copies or prints. With a WeakMap every
 * object would stay for a collection or two, because the table is older than they are: with one entry a request,
 * collecting the young took 8 ms every 86 ms, where it takes 0.4.
 */
export interface Attached<Value> {
  has(object: object): boolean
  get(object: object): Value | undefined
  set(object: object, value: Value): void
}

/** `description`: what a debugger shows. */
export function createAttached<Value>(description: string): Attached<Value> {
  const key = Symbol(description)
  /** For objects that cannot have another property. */
  const ofFrozen = new WeakMap<object, Value>()
  return {
    has: object => Object.hasOwn(object, key) || ofFrozen.has(object),
    get: (object: { readonly [key]?: Value }) => (Object.hasOwn(object, key) ? object[key] : ofFrozen.get(object)),
    set(object, value) {
      const isKept = Reflect.defineProperty(object, key, { value, configurable: true, writable: true })
      if (!isKept) ofFrozen.set(object, value)
    },
  }
}
