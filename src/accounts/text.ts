/** A member that a char field has read: its text, or the empty string if it was absent. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** A member of a body that need not be there. */
export function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
