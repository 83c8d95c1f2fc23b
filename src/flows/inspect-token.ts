/**
 * What an operator is told of a token that was pasted: what is in it, whether it would be accepted now, and what the
 * store knows of it. Of a token that is not signed by a key of ours nothing is read. The text is written
 * nowhere.
 */
import { AuthError } from '../problems.ts'
import { kindOf, readParts } from '../tokens/inspect.ts'
import type { Claims } from '../tokens/token.ts'
import type { TokenFault } from '../tokens/token-fault.ts'
import { type LookUpParts, lookUpToken, type TokenLookUp } from './look-up-token.ts'

export type TokenInspection =
  /** `fault`: what is wrong with its envelope or its signature. */
  | { readonly isOurs: false; readonly fault: string }
  | {
      readonly isOurs: true
      readonly kind: string
      readonly header: Readonly<Record<string, unknown>>
      readonly claims: Claims
      readonly found: TokenLookUp
    }

/** Faults of claims: they are looked at once the signature has been verified. Any other means that it has not. */
const claimFaults: readonly (TokenFault | undefined)[] = [
  'bad_time',
  'issued_in_future',
  'not_yet_valid',
  'expired',
  'wrong_issuer',
  'wrong_audience',
  'bad_subject',
  'bad_id',
]

/** Throws `store_unavailable`, and what fetching published keys throws. */
export async function inspectOwnToken(system: LookUpParts, raw: string): Promise<TokenInspection> {
  const fault = await envelopeFault(system, raw)
  if (fault !== undefined) return { isOurs: false, fault }
  const parts = readParts(raw)
  if (parts === undefined) return { isOurs: false, fault: 'not_compact' }
  const { header, claims } = parts
  const kind = kindOf(system, claims)
  return { isOurs: true, kind, header, claims, found: await lookUpToken(system, { raw, claims, kind }) }
}

async function envelopeFault({ tokens }: LookUpParts, raw: string): Promise<string | undefined> {
  try {
    await tokens.read(raw)
    return undefined
  } catch (error) {
    if (!(error instanceof AuthError) || error.code !== 'token_not_valid') throw error
    return claimFaults.some(each => each === error.reason) ? undefined : (error.reason ?? error.code)
  }
}
