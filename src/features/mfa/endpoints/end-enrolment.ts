/** A sign-in that waited for an enrolment ends in a session: the factor was just shown. */

import { refuseFactorToken, type WaitingSignIn } from '../../../flows/factor-token.ts'
import type { Call, Endpoint } from '../../../http/endpoints/endpoint.ts'
import { findResume } from '../../../http/endpoints/entry-name.ts'
import type { Answer } from '../../../http/request/message.ts'
import { factorCookie } from '../../../http/response/factor-cookie.ts'
import type { SecondFactor } from '../../../sessions/factor.ts'
import type { System } from '../../../system.ts'
import { type FinishedSignIn, spendSignIn } from '../flows/finish-sign-in.ts'

/** Every row of the installation, once they are all there. */
export type Rows = () => readonly { readonly endpoint: Endpoint }[]

export async function endEnrolment(
  system: System,
  call: Pick<Call, 'incoming'>,
  rows: Rows,
  { signIn, factor }: { readonly signIn: WaitingSignIn; readonly factor: SecondFactor },
): Promise<Answer> {
  return await resume(system, call, rows, await spendSignIn(system, signIn, factor))
}

/** What the row that was asked for tokens would have answered. A cookie of the sign-in goes. */
export async function resume(
  system: System,
  { incoming }: Pick<Call, 'incoming'>,
  rows: Rows,
  { proven, entry }: FinishedSignIn,
): Promise<Answer> {
  const goOn = findResume(rows(), entry.row)
  if (goOn === undefined) throw refuseFactorToken('row_is_gone', proven.user)
  const answer = await goOn(system, { incoming, proven, state: entry.state ?? {} })
  const isKept = factorCookie.read(incoming, system.settings) !== undefined
  return isKept ? { ...answer, cookies: [...(answer.cookies ?? []), factorCookie.clear(system.settings)] } : answer
}
