/** Keys leave the process as digests, short and without names and addresses. */
import { createHmac } from 'node:crypto'
import type { Secret } from '../kernel/secret.ts'
import type { ThrottleStore } from './store.ts'

/**
 * Keyed, since an address can be guessed from a plain hash of it: there are few. Two applications with secrets of their own
 * share no counter, wherever they count.
 */
export function withDigestedKeys(store: ThrottleStore, secretKey: Secret): ThrottleStore {
  const secret = secretKey.reveal()
  const digest = (key: string) =>
    createHmac('sha256', secret).update(`throttles\0${key}`).digest('base64url').slice(0, 22)
  return { hit: (key, limit, periodMs, now) => store.hit(digest(key), limit, periodMs, now) }
}
