/** Places in lists as text for clients: JSON in base64url, as short as it can be. What the parts mean is the list's. */

export function writeCursorText(parts: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/** `undefined`: longer than that, or no list in JSON. */
export function readCursorText(text: string, longest: number): readonly unknown[] | undefined {
  if (text.length > longest) return undefined
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    return Array.isArray(parts) ? parts : undefined
  } catch {
    return undefined
  }
}
