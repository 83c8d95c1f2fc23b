/** Reads the refusal of a login that is halfway there. */
import type { EnrolmentNeeded, Refused, SecondFactorNeeded } from './outcome.ts'
import type { FactorMethod } from './wire.ts'

/** What has to be shown before the login ends, where the refusal asks for it. */
export function readHalfway({ status, body }: Refused): SecondFactorNeeded | EnrolmentNeeded | undefined {
  const { code, methods = [], mfa_token: token } = body as Halfway
  if (status !== 401) return undefined
  const asked = { methods, ...(token && { token }) }
  if (code === 'mfa_required') return { kind: 'second_factor', ...asked }
  return code === 'mfa_enrolment_required' ? { kind: code, ...asked } : undefined
}

/** The server's answer when a second factor is asked for. */
interface Halfway {
  readonly code?: unknown
  readonly methods?: readonly FactorMethod[]
  readonly mfa_token?: string
}
