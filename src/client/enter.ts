/** Reads the response to a login or a registration. */
import type { EnrolmentNeeded, Later, Refused, SecondFactorNeeded } from './outcome.ts'
import { laterOf } from './outcome.ts'
import { readJson, type Sent } from './send.ts'
import type { FactorMethod, WireUser } from './wire.ts'

export type Answered =
  | { readonly kind: 'answered'; readonly body: Readonly<Record<string, unknown>>; readonly user: WireUser }
  | SecondFactorNeeded
  | EnrolmentNeeded
  | Refused
  | Later

export async function readEntry(sent: Sent): Promise<Answered> {
  if (sent.kind === 'later') return sent
  const { response } = sent
  if (response.status >= 500) return laterOf(response)
  const body = await readJson(response)
  if (response.status === 401 && body.code === 'mfa_required') return { kind: 'second_factor', ...askedOf(body) }
  if (response.status === 401 && body.code === 'mfa_enrolment_required') return { kind: body.code, ...askedOf(body) }
  if (!response.ok) return { kind: 'refused', status: response.status, body }
  // With user name accounts, registration returns the user without a wrapper.
  return { kind: 'answered', body, user: (body.user ?? body) as WireUser }
}

function askedOf({ methods, mfa_token: token }: Readonly<Record<string, unknown>>) {
  return {
    methods: (Array.isArray(methods) ? methods : []) as readonly FactorMethod[],
    ...(typeof token === 'string' ? { token } : {}),
  }
}
