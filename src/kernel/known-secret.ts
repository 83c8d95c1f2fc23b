/** Compares a secret that was shown with those that are known. */
import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * Whether it is one of them. What is compared are digests, with every one of them, so that neither text nor length nor place shows
 * in the time (timing attack).
 */
export function isKnownSecret(shown: string, known: readonly string[]): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const digestShown = digest(shown)
  return known.filter(each => timingSafeEqual(digestShown, digest(each))).length > 0
}
