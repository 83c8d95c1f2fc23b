/**
 * The bridge to a Django that shares our tokens, and our accounts. It decorates the ports of the store; auth.ts puts it in place
 * where the settings name Django's database. Its rules: docs/guides/from-django.md.
 */
import type { Clock } from '../../../ports/clock.ts'
import type { Events } from '../../../ports/events.ts'
import type { PasswordHasher } from '../../../ports/password-hasher.ts'
import type { Timer } from '../../../ports/timer.ts'
import type { SessionStore } from '../../../sessions/store.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { Store } from '../../../store.ts'
import type { DjangoDatabase } from '../django-database.ts'
import { type AdoptionState, type DjangoMapping, isBridged } from '../state.ts'
import type { Backlog } from '../store.ts'
import { createAdoptionPhase } from './adoption-phase.ts'
import { askAboutTokens } from './bridged-sessions.ts'
import { isKnownBridged, keepHashes, numberByDjango } from './bridged-users.ts'
import { createDelivery } from './delivery.ts'
import { createDjangoLink } from './django-link.ts'
import { forgetNothing, tellAfterwards } from './tell-afterwards.ts'
import { refuseLinks } from './while-following.ts'

export interface Bridge {
  /** The store as flows see it. */
  readonly store: Store
  /** Keeps hashes as Django wrote them. */
  hasher(hasher: PasswordHasher): PasswordHasher
  /** Delivers each second what other processes noted. A server calls it with its first request. */
  start(): void
  /** For `/metrics`. */
  status(): BridgeStatus
  close(): Promise<void>
}

export interface BridgeStatus {
  /** As of the last half second or so; `undefined`: this database adopts nothing. */
  readonly phase: AdoptionState['phase'] | undefined
  /** Whether Django's database answered the last question. */
  readonly isDjangoUp: boolean
  /** What Django has not heard, as of the last second. */
  readonly backlog: Backlog
}

export interface BridgeParts {
  readonly settings: Settings
  readonly store: Store
  /** Those of the store, or what hears of them by way of Redis. */
  readonly sessions: SessionStore
  readonly clock: Clock
  readonly timer: Timer
  readonly events: Events
  /** As it is at the start. */
  readonly state: AdoptionState | undefined
  /** Opens Django's database, which is read as the mapping says. */
  readonly open: (mapping: DjangoMapping | undefined) => Promise<DjangoDatabase>
}

export function createBridge(parts: BridgeParts): Bridge {
  const { settings, store, clock, timer, events } = parts
  const { adoption } = store
  const phase = createAdoptionPhase(adoption, clock, parts.state)
  const open = async () => await parts.open((await phase.current())?.mapping)
  const link = createDjangoLink({ open, clock, timer, events })
  const { djangoHashers } = settings
  const delivery = createDelivery({ adoption, link, phase, timer, events, djangoHashers })
  const bridge = { settings, clock, timer, events, adoption, phase, link, delivery }
  const numbered = { ...store, ...numberByDjango(bridge, store) }
  // Django's blacklist is asked between the look and the rotation, so they are not one step.
  const { rotateAtOnce: _, ...inSteps } = parts.sessions
  const sessions = forgetNothing({ ...inSteps, ...askAboutTokens(bridge, inSteps) })
  const bridged: Store = {
    ...numbered,
    ...tellAfterwards({ ...numbered, sessions }, delivery),
    outbox: refuseLinks(phase, store.outbox),
  }
  return {
    store: bridged,
    hasher: hasher => keepHashes(hasher, { known: () => isKnownBridged(phase) }),
    start: delivery.start,
    status: () => ({
      phase: phase.known?.phase,
      isDjangoUp: !link.isAway,
      backlog: isBridged(phase.known) ? delivery.backlog() : { count: 0, oldestAt: undefined },
    }),
    async close() {
      await delivery.stop()
      await link.close()
    },
  }
}
