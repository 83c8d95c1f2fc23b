/** `latchkey adopt django URL`, without `--check`: the copy, and with `--follow` what changes afterwards. */
import { AdoptionError } from '../../../features/adoption/adoption-error.ts'
import { type Copied, copyFromDjango } from '../../../features/adoption/flows/copy-from-django.ts'
import { releaseWork } from '../../../features/adoption/flows/hold-work.ts'
import type { ExitCode } from '../../command.ts'
import type { Ui } from '../../ui.ts'
import { examine } from './check.ts'
import type { DjangoReading } from './django-options.ts'
import { followDjango } from './follow.ts'
import type { AdoptionScene } from './open-adoption.ts'
import { count } from './report.ts'

export interface CopyAsked {
  readonly follows: boolean
  /** What the options say of the project. */
  readonly reading: DjangoReading
}

/** Throws AdoptionError. */
export async function copyDjango(scene: AdoptionScene, { follows, reading }: CopyAsked): Promise<ExitCode> {
  const { ui, parts, django, values } = scene
  await requireFit(scene, reading)
  try {
    const copied = await copyFromDjango(parts, { mapping: django.mapping })
    ui.progress(undefined)
    if (!follows || copied.kind !== 'already') sayCopied(ui, copied, { asJson: values.json === true, follows })
    return follows ? await followDjango(scene, copied) : copied.refused.length === 0 ? 0 : 1
  } finally {
    // A store that is away keeps the work with this process for some seconds: no harm.
    await releaseWork(parts).catch(() => undefined)
  }
}

/** Before anything is written: `adoption_blocked` with what the check finds in the way. */
async function requireFit(scene: AdoptionScene, reading: DjangoReading): Promise<void> {
  if ((await scene.store.adoption.state()) !== undefined) return
  const { findings } = await examine(scene, scene.django, reading)
  const blockers = findings.filter(({ level }) => level === 'blocker')
  if (blockers.length === 0) return
  throw new AdoptionError(
    'adoption_blocked',
    blockers.map(({ what }) => what),
    blockers.flatMap(({ fix }) => fix ?? []),
  )
}

function sayCopied(ui: Ui, copied: Copied, { asJson, follows }: { asJson: boolean; follows: boolean }): void {
  const { kind, users, groups, spent, refused, state } = copied
  if (asJson) {
    const document = {
      result: kind,
      phase: state.phase,
      place: state.place,
      users,
      groups,
      spent_tokens: spent,
      refused,
    }
    if (follows) ui.say(JSON.stringify(document))
    else ui.json(document)
    return
  }
  if (kind === 'already') {
    ui.say(`Nothing to do: ${state.place} was copied already. The phase is ${state.phase}.`)
    if (state.phase === 'following') ui.hint('What changed there since comes with: latchkey adopt django URL --follow')
    return
  }
  ui.table(
    [kind === 'copied' ? 'copied' : 'copied by this run', 'rows'],
    [
      ['groups', count(groups)],
      ['users', count(users)],
      ['spent tokens', count(spent)],
    ],
  )
  if (refused.length > 0) sayRefused(ui, copied)
  if (!follows) ui.hint('Go on with: latchkey adopt django URL --follow')
}

const mostNamed = 20

function sayRefused(ui: Ui, { refused }: Copied): void {
  const named = refused.slice(0, mostNamed).map(({ id, reason }) => `id ${id}: ${reason}`)
  ui.failure(
    [`${count(refused.length)} users could not be written here:`, ...named.map(each => `  ${each}`)],
    'See what the check says of them: latchkey adopt django URL --check',
  )
}
