/** Secrets that an attacker knows or can guess: too short, a few repeated characters, or copied from a tutorial. */

/** RFC 7518 section 3.2: an HMAC key is at least as long as the hash. */
export function isShort(secret: string): boolean {
  return new TextEncoder().encode(secret).length < 32
}

/** `aaaa...` is long enough, and easy to guess. 32 random characters contain twenty different ones or more. */
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

/** What tutorials and templates write in place of a secret: anyone can read it there. */
export function isPlaceholder(secret: string): boolean {
  return placeholders.some(pattern => pattern.test(secret))
}
