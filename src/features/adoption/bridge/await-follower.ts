/**
 * What changed at Django is here a second later. A refresh token that Django gave out after a change of the password must
 * not be taken before that: the session that it begins would end with the older ones, and its owner be logged out. Nor may
 * that of a newcomer be refused because no one has heard of them here.
 */
import type { UserId } from '../../../kernel/user-id.ts'
import { problem } from '../../../problems.ts'
import type { Needs } from '../../../system.ts'
import type { AdoptionStore } from '../store.ts'
import type { AdoptionPhase } from './adoption-phase.ts'
import type { DjangoLink } from './django-link.ts'

export interface FollowerWatch extends Needs<'clock' | 'timer'> {
  readonly adoption: Pick<AdoptionStore, 'usersBetween'>
  readonly phase: AdoptionPhase
  readonly link: DjangoLink
}

/** A follower needs a second for a round, and starts again within a few. */
const patienceMs = 4000
const lookAgainMs = 100

/**
 * Waits where Django has another password of this user, or another flag, or has the user alone, until it is here. Throws `django_unavailable` where no
 * follower has brought it over in time; where Django is away there is nothing to wait for.
 */
export async function awaitFollower(watch: FollowerWatch, id: UserId): Promise<void> {
  const { phase, clock } = watch
  const askedAt = clock.now()
  if (!(await isOtherAtDjango(watch, id))) return
  while (clock.now() - askedAt < patienceMs) {
    await rest(watch)
    const state = await phase.read()
    if (state?.phase !== 'following' || (state.followedAt ?? 0) > askedAt) return
  }
  throw problem('django_unavailable', { reason: 'not_followed', headers: { 'Retry-After': '1' } })
}

async function isOtherAtDjango({ adoption, link }: FollowerWatch, id: UserId): Promise<boolean> {
  const range = { from: id, to: id }
  const asked = await link.ask(django => django.snapshot(reader => reader.usersIn({ name: String(id), ...range })))
  const there = asked?.answer[0]
  if (there === undefined) return false
  const [here] = await adoption.usersBetween(range, 1)
  return here?.password.reveal() !== there.password.reveal() || here.isActive !== there.isActive
}

async function rest({ timer }: FollowerWatch): Promise<void> {
  await new Promise<void>(resolve => void timer.after(lookAgainMs, resolve))
}
