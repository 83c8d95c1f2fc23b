/** `request.data.get(name)`, for views without a serializer: what counts as empty is what Python treats as false. */

import { JsonNumber } from '../kernel/json-number.ts'
import type { ParsedBody } from './parsed-body.ts'
import { requireObject } from './read-fields.ts'

export type Member =
  /** Absent, null, blank, zero, false, empty: `if not value`. */
  | { readonly kind: 'falsy' }
  | { readonly kind: 'text'; readonly text: string }
  /** A value that is not text. */
  | { readonly kind: 'other' }

export function readMember(body: ParsedBody, name: string): Member {
  const data = requireObject(body.data)
  const value = Object.hasOwn(data, name) ? data[name] : undefined
  if (typeof value === 'string' && value !== '') return { kind: 'text', text: value }
  return isFalsy(value) ? { kind: 'falsy' } : { kind: 'other' }
}

function isFalsy(value: unknown): boolean {
  if (value instanceof JsonNumber) return Number(value.value) === 0
  if (Array.isArray(value)) return value.length === 0
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0
  return !value
}
