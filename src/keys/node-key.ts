/** Node's key behind `KeyObjectLike`. Nothing else is a key, whatever its members say. */
import { KeyObject } from 'node:crypto'
import type { KeyObjectLike } from './key-object.ts'

export function isNodeKey(value: object): value is KeyObjectLike {
  return value instanceof KeyObject
}

export function toNodeKey(key: KeyObjectLike): KeyObject {
  if (key instanceof KeyObject) return key
  throw new TypeError('the key is no KeyObject of node:crypto')
}
