/**
 * Tokens that come with what has been done already, such as the opening of an account: where the setting `signer` cannot
 * sign them now, that stands, and its answer goes out without tokens.
 */
import { AuthError } from '../problems.ts'
import type { Needs } from '../system.ts'

/** `undefined`: they could not be signed, and why is told. */
export async function unlessUnsigned<T>(system: Needs<'events'>, sign: () => Promise<T>): Promise<T | undefined> {
  try {
    return await sign()
  } catch (error) {
    if (!(error instanceof AuthError) || error.code !== 'signer_unavailable') throw error
    system.events.emit({ name: 'signer.failed', reason: error.reason, data: { cause: error.cause } })
    return undefined
  }
}
