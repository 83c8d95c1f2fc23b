/** Python's `if not value`: nothing, blank, zero, false, and an empty list or object. */
export function isFalsy(value: unknown): boolean {
  return typeof value === 'object' && value !== null ? Object.keys(value).length === 0 : !value
}
