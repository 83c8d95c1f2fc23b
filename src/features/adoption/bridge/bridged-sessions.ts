/** The sessions of the store, beside which Django's blacklist is asked and told. */

import { refreshAuthorityOf } from '../../../flows/refresh-authority.ts'
import { problem } from '../../../problems.ts'
import type { PresentedSession, SessionStore, TokenFacts, TokenQuestion } from '../../../sessions/store.ts'
import { isAlive } from '../../../sessions/token-status.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { Needs } from '../../../system.ts'
import type { PresentedToken } from '../../../tokens/presented-token.ts'
import type { AdoptionStore } from '../store.ts'
import type { AdoptionPhase } from './adoption-phase.ts'
import { awaitFollower } from './await-follower.ts'
import type { Delivery } from './delivery.ts'
import type { DjangoLink } from './django-link.ts'
import { type Judgement, judgeOfSession, type OwnSession } from './judge-token.ts'

export interface SessionBridge extends Needs<'clock' | 'timer' | 'events' | 'settings'> {
  readonly adoption: Pick<AdoptionStore, 'spend' | 'usersBetween'>
  readonly phase: AdoptionPhase
  readonly link: DjangoLink
  readonly delivery: Pick<Delivery, 'deliver'>
}

type Reading = Pick<SessionStore, 'tokenStatus' | 'factsOf' | 'start'>

/** What is asked at refresh, verification and logout, and with sliding tokens at every request. Throws `django_unavailable`. */
export function askAboutTokens(bridge: SessionBridge, sessions: SessionStore): Reading {
  const judge = createJudge(bridge, sessions)
  /** Of Django's, whom the follower has not brought over yet: waits for it. */
  const isNewcomer = async ({ user }: TokenFacts, { user: named }: TokenQuestion) => {
    if (user !== undefined || named === undefined || !('id' in named)) return false
    if (!(await bridge.phase.isDjangoInCharge())) return false
    await awaitFollower(bridge, named.id)
    return true
  }
  return {
    async factsOf(question) {
      const { presented } = question
      if (!isShared(bridge.settings, presented) || !(await bridge.phase.isBridged())) return sessions.factsOf(question)
      const [spent, found] = await Promise.all([askBlacklist(bridge, [presented.jti]), sessions.factsOf(question)])
      if (found.isSpent) return found
      const facts = (await isNewcomer(found, question)) ? await sessions.factsOf(question) : found
      const session = sessionOfToken(facts, question)
      return (await judge(presented, session, spent)) === 'spent' ? { ...facts, isSpent: true } : facts
    },
    async start(start) {
      const { adopts, userId } = start
      if (adopts !== undefined && (await bridge.phase.isDjangoInCharge())) await awaitFollower(bridge, userId)
      // Its transaction looks at the cut-off and at the account again.
      return await sessions.start(start)
    },
    async tokenStatus(sid, userId, presented) {
      const status = await sessions.tokenStatus(sid, userId, presented)
      if (status !== 'live' || !isShared(bridge.settings, presented) || !(await bridge.phase.isBridged())) return status
      const spent = await askBlacklist(bridge, [presented.jti])
      const session = sid === undefined || userId === undefined ? undefined : { id: sid, userId }
      return (await judge(presented, session, spent)) === 'spent' ? 'spent' : 'live'
    },
  }
}

/** Access tokens are in no blacklist. Where tokens do not say their kind, each may be a refresh token. */
function isShared({ tokenTypeClaim }: Settings, { jti, type }: PresentedToken): boolean {
  return jti !== '' && (tokenTypeClaim === null || type === 'refresh' || type === 'sliding')
}

/** A foreign token may carry any `sid`, so the session has to be that of the user whom the token names. */
function sessionOfToken({ session, user }: TokenFacts, { user: named }: TokenQuestion) {
  if (session === undefined || named === undefined) return undefined
  const userId = 'id' in named ? named.id : user?.id
  return isAlive(session, userId) ? session : undefined
}

async function askBlacklist({ link }: SessionBridge, jtis: readonly string[]) {
  return (await link.ask(django => django.spentAmong(jtis)))?.answer
}

type Owned = Pick<PresentedSession, 'id' | 'userId'>

function createJudge(bridge: SessionBridge, sessions: SessionStore) {
  const { settings, clock } = bridge
  const grace = settings.refreshGrace * 1000
  // Elsewhere older tokens of a session stay good, or are spent one by one: no successor looks like a replay.
  const isBySession = refreshAuthorityOf(settings) === 'session'
  // Where a refresh does not rotate, nothing that comes later finds a replay.
  const isLastLook = !settings.rotateRefreshTokens

  return async (presented: PresentedToken, owned: Owned | undefined, spent: ReadonlySet<string> | undefined) => {
    const isSpent = spent?.has(presented.jti) === true
    const byDjangoAlone = async () => (isSpent ? await remember(presented) : 'live')
    if (!isBySession || owned === undefined || !isRefresh(presented)) return await byDjangoAlone()
    // Only now, after Django's answer: what this house rotated meanwhile is blacklisted there by ourselves.
    const session = await sessions.find(owned.id)
    if (session === undefined) return await byDjangoAlone()
    const judgement = await judgeAgain(presented, session, spent)
    if (judgement === 'spent') return await remember(presented)
    if (judgement === 'follow') await follow(presented, owned, session)
    else if (isLastLook) return await byDjangoAlone()
    else if (judgement === 'unknown') throw djangoUnavailable()
    return 'live'
  }

  /** Asks what else has to be known, where it has to. */
  async function judgeAgain(
    presented: PresentedToken,
    session: OwnSession,
    spent: ReadonlySet<string> | undefined,
  ): Promise<Judgement> {
    const judged = (spentAtDjango: ReadonlySet<string> | undefined) =>
      judgeOfSession({ session, presented, now: clock.now(), grace, spentAtDjango })
    if (session.current.jti === presented.jti || session.endedAt !== null || spent === undefined) return judged(spent)
    // Django has to know what was spent here, before it can be asked what is not.
    if (!(await bridge.delivery.deliver())) return judged(undefined)
    return judged(await askBlacklist(bridge, [presented.jti, session.current.jti]))
  }

  async function follow({ jti, iat = 0, exp }: PresentedToken, { id: sid, userId }: Owned, { current }: OwnSession) {
    const now = clock.now()
    const tokensUntil = now + (settings.accessTokenLifetime + settings.leeway) * 1000
    const to = { jti, iat, exp }
    const origin = { address: '', userAgent: '' }
    const hasFollowed = await sessions.follow({ sid, userId, from: current.jti, to, tokensUntil, now, origin })
    if (hasFollowed) bridge.events.emit({ name: 'refresh.followed', userId, sid })
  }

  /** So that it stays spent when Django is away, and after the end of the bridge. */
  async function remember({ jti, exp }: PresentedToken): Promise<'spent'> {
    await bridge.adoption.spend([{ jti, exp }])
    return 'spent'
  }

  function isRefresh({ type }: PresentedToken): boolean {
    return type === 'refresh' || type === undefined
  }
}

function djangoUnavailable() {
  return problem('django_unavailable', { reason: 'token_unknown', headers: { 'Retry-After': '1' } })
}
