/** Secrets that somebody else knows or guesses: too short, a few characters over and over, or copied from a page. */

/** RFC 7518 section 3.2: an HMAC key has at least the size of the hash. */
export function isShort(secret: string): boolean {
  return new TextEncoder().encode(secret).length < 32
}

/** `aaaa...`: long enough, and nothing to guess. Random text of 32 characters has twenty different ones and more. */
export function isMonotonous(secret: string): boolean {
  return new Set(secret).size < 8
}

const placeholders: readonly RegExp[] = [
  /^django-insecure-/i,
  /your[-_ ]?([a-z0-9-]+[-_ ])?(secret|key)/i,
  /change[-_ ]?(me|this|it|in[-_ ]prod)/i,
  /replace[-_ ]?(me|this|it)/i,
  /placeholder/i,
]

/** What tutorials and templates write where a secret belongs: everybody can read it there. */
export function isPlaceholder(secret: string): boolean {
  return placeholders.some(pattern => pattern.test(secret))
}
