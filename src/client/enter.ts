/** Reads the response to a login or a registration. */
import type { EnrolmentNeeded, Later, Refused, SecondFactorNeeded } from './outcome.ts'
import { type Answered, readAnswer, type Sent } from './send.ts'
import type { FactorMethod, WireUser } from './wire.ts'

export type Entry = (Answered & { readonly user: WireUser }) | SecondFactorNeeded | EnrolmentNeeded | Refused | Later

export async function readEntry(sent: Sent): Promise<Entry> {
  const read = await readAnswer(sent)
  // With user name accounts, registration returns the user without a wrapper.
  if (read.kind === 'answered') return { ...read, user: (read.body.user ?? read.body) as WireUser }
  if (read.kind !== 'refused' || read.status !== 401) return read
  const { code } = read.body as { readonly code?: unknown }
  if (code === 'mfa_required') return { kind: 'second_factor', ...askedOf(read.body) }
  return code === 'mfa_enrolment_required' ? { kind: code, ...askedOf(read.body) } : read
}

function askedOf(body: unknown) {
  const { methods, mfa_token: token } = body as Readonly<Record<string, unknown>>
  return {
    methods: (Array.isArray(methods) ? methods : []) as readonly FactorMethod[],
    ...(typeof token === 'string' ? { token } : {}),
  }
}
