/**
 * The way to Django's database (circuit breaker). A question that fails or takes too long says that it is away; from then on
 * requests do not wait for it, and this process asks again each second by itself. Not being able to ask never logs anyone out.
 */
import { NoAnswer, within } from '../../../kernel/within.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { Events } from '../../../ports/events.ts'
import type { Timer } from '../../../ports/timer.ts'
import { type DjangoDatabase, DjangoSchemaError, DjangoUnavailable } from '../django-database.ts'

export interface DjangoLink {
  readonly isAway: boolean
  /** `undefined`: Django is away, or was found to be. Its answer is wrapped, as it may be `undefined` itself. */
  ask<T>(question: Question<T>, refusals?: Refusals): Promise<Answer<T>>
  /** The same for what takes longer and can be refused. Throws DjangoSchemaError. */
  tell<T>(question: Question<T>): Promise<Answer<T>>
  /** Calls the listener each time that Django is back. */
  onBack(listener: () => void): void
  close(): Promise<void>
}

/** Whether a database that is not as it was counts as away: not so where it can refuse one thing and take others. */
type Refusals = 'away' | 'answered'
type Question<T> = (django: DjangoDatabase) => Promise<T>
type Answer<T> = { readonly answer: T } | undefined

/** Opens the connection; it may be called again after it failed. */
export type OpenDjango = () => Promise<DjangoDatabase>

interface Parts {
  readonly open: OpenDjango
  readonly clock: Clock
  readonly timer: Timer
  readonly events: Events
}

/** A request waits this long, in ms. */
const patienceMs = 1000
/** No request waits for this. */
const longPatienceMs = 15_000
const askAgainMs = 1000
/** No token has this id: a question whether Django answers. */
const probe = 'latchkey-is-django-there'

export function createDjangoLink({ open, clock, timer, events }: Parts): DjangoLink {
  const listeners: (() => void)[] = []
  let opening: Promise<DjangoDatabase> | undefined
  let awaySince: number | undefined
  let isClosed = false
  let callOff = () => {}

  const opened = () => {
    opening ??= open().catch(cause => {
      opening = undefined
      // Whatever is wrong with it, it cannot be asked.
      throw new DjangoUnavailable("Django's database cannot be opened.", { cause })
    })
    return opening
  }
  const attempt = async <T>(question: Question<T>, patience = patienceMs) =>
    await within(timer.after, patience, opened().then(question))
  const planProbe = () => {
    callOff()
    if (!isClosed) callOff = timer.after(askAgainMs, () => void askAgain())
  }
  const askAgain = async () => {
    try {
      await attempt(django => django.spentAmong([probe]))
    } catch (cause) {
      if (!isAbsence(cause)) events.emit({ name: 'django.away', data: { cause, isKnown: true } })
      return planProbe()
    }
    if (isClosed || awaySince === undefined) return
    events.emit({ name: 'django.back', data: { seconds: Math.round((clock.now() - awaySince) / 1000) } })
    awaySince = undefined
    for (const listener of listeners) listener()
  }
  const unlessAway = async <T>(work: () => Promise<T>, refusals: Refusals): Promise<Answer<T>> => {
    if (awaySince !== undefined || isClosed) return undefined
    try {
      return { answer: await work() }
    } catch (cause) {
      if (!isAbsence(cause) || (refusals === 'answered' && cause instanceof DjangoSchemaError)) throw cause
      noteAbsence(cause)
      return undefined
    }
  }
  const noteAbsence = (cause: unknown) => {
    if (awaySince !== undefined || isClosed) return
    awaySince = clock.now()
    events.emit({ name: 'django.away', data: { cause, isKnown: false } })
    planProbe()
  }

  return {
    get isAway() {
      return awaySince !== undefined
    },
    ask: (question, refusals = 'away') => unlessAway(() => attempt(question), refusals),
    tell: question => unlessAway(() => attempt(question, longPatienceMs), 'answered'),
    onBack: listener => void listeners.push(listener),
    async close() {
      isClosed = true
      callOff()
      const django = await opening?.catch(() => undefined)
      await django?.close()
    },
  }
}

/** A schema that is not as it was is as bad as an absence: neither may log anyone out, and both are told. */
function isAbsence(cause: unknown): boolean {
  return cause instanceof DjangoUnavailable || cause instanceof DjangoSchemaError || cause instanceof NoAnswer
}
