/**
 * The hasher as one request may use it. A method that hashes passwords must say so (`hashesPassword`), because then its
 * requests are counted; for any other the hasher throws. Its hashes wait in the queue under the client's address.
 */
import { subscriberOf } from '../../kernel/address.ts'
import type { PasswordHasher } from '../../ports/password-hasher.ts'
import type { Needs } from '../../system.ts'
import type { Method } from '../endpoints/endpoint.ts'
import type { Incoming } from '../request/message.ts'

export function hasherOf({ hasher }: Needs<'hasher'>, method: Method, { remoteAddress }: Incoming): PasswordHasher {
  const { hashesPassword } = method
  if (hashesPassword === undefined) {
    return { ...hasher, hash: refuse, verify: refuse, check: refuse, requireRoom: refuseSync, for: refuseSync }
  }
  const purpose = hashesPassword === 'login' ? 'login' : 'other'
  return hasher.for({ purpose, subscriber: subscriberOf(remoteAddress) ?? '' })
}

async function refuse(): Promise<never> {
  return refuseSync()
}

function refuseSync(): never {
  throw new TypeError('this method hashes a password but does not declare hashesPassword, so nothing counts it')
}
