/** Reads the response to a login or a registration. */
import type { EnrolmentNeeded, Later, Refused, SecondFactorNeeded } from './outcome.ts'
import { type Answered, readAnswer, type Sent } from './send.ts'
import type { FactorMethod, WireUser } from './wire.ts'

export type Entry<UserFields> =
  | (Answered & { readonly user: WireUser & UserFields })
  | SecondFactorNeeded
  | EnrolmentNeeded
  | Refused
  | Later

export async function readEntry<UserFields>(sent: Sent): Promise<Entry<UserFields>> {
  const read = await readAnswer(sent)
  // With user name accounts, registration returns the user without a wrapper. The caller said which fields users have.
  if (read.kind === 'answered') return { ...read, user: (read.body.user ?? read.body) as WireUser & UserFields }
  if (read.kind !== 'refused' || read.status !== 401) return read
  const { code, methods = [], mfa_token: token } = read.body as Halfway
  const asked = { methods, ...(token && { token }) }
  if (code === 'mfa_required') return { kind: 'second_factor', ...asked }
  return code === 'mfa_enrolment_required' ? { kind: code, ...asked } : read
}

/** The server's answer when a second factor is asked for. */
interface Halfway {
  readonly code?: unknown
  readonly methods?: readonly FactorMethod[]
  readonly mfa_token?: string
}
