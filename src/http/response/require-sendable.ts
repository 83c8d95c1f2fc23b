/** The last step of each answer: one that no server can send is a 500, and nothing of it leaves. */
import type { System } from '../../system.ts'
import type { Incoming, Outgoing } from '../request/message.ts'
import { reportFailure } from '../request/report-failure.ts'
import { createRequestScope } from '../request/request-scope.ts'
import { findUnsendable } from './find-unsendable.ts'
import { respondProblem } from './respond.ts'

export function requireSendable(system: System, incoming: Incoming, outgoing: Outgoing): Outgoing {
  const error = findUnsendable(outgoing)
  if (error === undefined) return outgoing
  const scope = createRequestScope(system, incoming)
  if (outgoing.about?.userId !== undefined) scope.noteCaller({ id: outgoing.about.userId })
  reportFailure(scope, incoming, error)
  const answer = respondProblem(error, { allow: [], scheme: undefined })
  return { ...answer, about: { ...outgoing.about, ...answer.about } }
}
