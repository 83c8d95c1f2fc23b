/** The end: Django's database is not asked any more. */
import { AdoptionError } from '../adoption-error.ts'
import type { AdoptionParts } from '../parts.ts'
import type { AdoptionState } from '../state.ts'
import { requireBegun } from './hold-work.ts'
import { requireToldAll } from './roll-back.ts'
import { followSpentTokens, rememberPlace } from './spent-tokens.ts'

export interface Finished {
  readonly kind: 'finished' | 'already'
  readonly state: AdoptionState
}

/**
 * Refused while a refresh token of Django's can be valid: spent or ended there, Latchkey would take it again. Throws
 * AdoptionError: `adoption_missing`, `adoption_other_place`, `adoption_phase`, `adoption_backlog`, `adoption_foreign_tokens`.
 */
export async function finishAdoption(parts: AdoptionParts): Promise<Finished> {
  const { store, clock } = parts
  const found = await store.state()
  if (found?.phase === 'finished') return { kind: 'already', state: found }
  const state = requireBegun(parts, found)
  if (state.phase !== 'switched') {
    throw new AdoptionError(
      'adoption_phase',
      `Django still writes users: the phase is ${state.phase}.`,
      'Switch first: latchkey adopt switch',
    )
  }
  await requireToldAll(parts)
  const until = await foreignTokensUntil(parts, state)
  if (until > clock.now()) throw foreignTokens(until)
  // Our own tokens that were spent or ended there, up to the last moment.
  await readSpentTokens(parts, state)
  const next: AdoptionState = { ...state, phase: 'finished', since: clock.now(), worker: undefined }
  if (await store.setState('switched', next)) {
    await readSpentTokens(parts, state)
    return { kind: 'finished', state: next }
  }
  throw new AdoptionError('adoption_busy', 'Another process changed the phase just now.', 'See: latchkey adopt status')
}

async function readSpentTokens(parts: AdoptionParts, { spentTo }: AdoptionState): Promise<void> {
  await parts.django.snapshot(reader => followSpentTokens(parts, reader, rememberPlace(spentTo)))
}

/** In ms since 1970. */
async function foreignTokensUntil({ django }: AdoptionParts, state: AdoptionState): Promise<number> {
  const listed = await django.snapshot(reader => reader.lastForeignExpiry())
  return Math.max((listed ?? 0) * 1000, state.foreignTokensUntil ?? 0)
}

function foreignTokens(until: number): AdoptionError {
  return new AdoptionError(
    'adoption_foreign_tokens',
    `Refresh tokens that Django gave out can be valid until ${new Date(until).toISOString().slice(0, 19)}Z.`,
    'Until then Django is asked about them. Finish afterwards.',
  )
}
