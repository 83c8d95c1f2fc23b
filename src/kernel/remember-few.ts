/**
 * Remembers what a pure function gave for texts that come again and again: the Host and Accept headers of a site's
 * clients are few. Clients choose them, so entries and their lengths are bounded; beyond that it computes each time.
 */
export function rememberFew<T extends NonNullable<unknown>>(
  compute: (text: string) => T,
  { entries = 256, longest = 256 } = {},
): (text: string) => T {
  const known = new Map<string, T>()
  return text => {
    const found = known.get(text)
    if (found !== undefined) return found
    const value = compute(text)
    if (text.length > longest) return value
    // All at once: a flood of new texts costs no more than computing each of them did.
    if (known.size >= entries) known.clear()
    known.set(text, value)
    return value
  }
}
