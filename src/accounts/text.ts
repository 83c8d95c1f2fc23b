/** A member that a char field has read: text, or nothing where it was absent. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
