/** What the database knows of a token, as rows of a table: one line for each question that an operator has. */
import { sayReason } from '../flows/event-words.ts'
import type { SessionFacts, TokenLookUp, UserFacts } from '../flows/look-up-token.ts'
import type { WouldAnswer } from '../flows/would-answer.ts'

export function lookUpRows({ session, id, user, answer }: TokenLookUp): readonly (readonly [string, string])[] {
  return [
    ['session', saySession(session)],
    ...sessionTimes(session),
    ['id', ids[id]],
    ['user', sayUser(user)],
    ['answer', sayAnswer(answer)],
  ]
}

const sessions: Readonly<Record<SessionFacts['state'], string>> = {
  none: 'the token names no session',
  foreign: 'the token is of another issuer (jwkUrl), so its sid means nothing here',
  unknown: 'there is none of this id: it is of another database, or was deleted after it ended',
  alive: 'alive',
  expired: 'expired: its last refresh token was not used in time',
  ended: 'ended',
  of_another_user: 'it belongs to another user than the token names',
}

function saySession({ state, endedAt, endReason, endedBy }: SessionFacts): string {
  if (state !== 'ended') return sessions[state]
  const when = endedAt === undefined ? '' : ` ${timeOf(endedAt)}`
  const why = endReason === undefined || endReason === '' ? '' : `: ${sayWhy(endReason)}`
  return `ended${when}${why}${endedBy === undefined ? '' : ` (by ${endedBy})`}`
}

function sayWhy(reason: string): string {
  return sayReason({ event: 'session.ended', at: 0, reason }) ?? reason
}

function sessionTimes({ startedAt, lastUsedAt, expiresAt }: SessionFacts): (readonly [string, string])[] {
  if (startedAt === undefined || lastUsedAt === undefined || expiresAt === undefined) return []
  return [['', `began ${timeOf(startedAt)}, last used ${timeOf(lastUsedAt)}, expires ${timeOf(expiresAt)}`]]
}

const ids: Readonly<Record<TokenLookUp['id'], string>> = {
  missing: 'the token has no id, so it can neither be spent nor revoked by itself',
  unspent: 'not spent',
  spent: 'spent: it was used or logged out before',
  revoked: 'revoked',
  current: 'the current refresh token of its session',
  forgiven: 'replaced, so lately that it may be used once more (refreshGrace)',
  replaced: 'replaced by a newer refresh token of its session',
}

function sayUser({ state, id, login }: UserFacts): string {
  switch (state) {
    case 'no_claim':
      return 'the token has no user claim'
    case 'not_found':
      return 'there is no such account'
    case 'active':
    case 'inactive':
      return `${login} (id ${id}), ${state}`
  }
}

const presented: Readonly<Record<WouldAnswer['presentedAs'], string>> = {
  bearer: 'in the Authorization header',
  refresh: 'to be refreshed',
  'mail link': 'in the link of its mail',
  verify: 'to be verified (token/verify/)',
}

function sayAnswer({ presentedAs, status, code, detail, reason }: WouldAnswer): string {
  const place = presented[presentedAs]
  if (code === undefined) return `${status}, ${place}`
  const why = reason === undefined ? undefined : sayWhy(reason)
  return `${status} ${code}, ${place}: ${detail}${why === undefined || why === detail ? '' : ` (${why})`}`
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}
