/** `latchkey adopt django URL --follow`: until it is stopped, or Latchkey is in charge. */
import type { Copied } from '../../../features/adoption/flows/copy-from-django.ts'
import { type FollowEnd, follow } from '../../../features/adoption/flows/follow.ts'
import { AuthError } from '../../../problems.ts'
import type { ExitCode } from '../../command.ts'
import type { AdoptionScene } from './open-adoption.ts'

const roundEveryMs = 1000

export async function followDjango({ ui, parts, values }: AdoptionScene, { memory, state }: Copied): Promise<ExitCode> {
  if (values.json !== true) ui.hint(`Following ${state.place}. Ctrl-C stops it; the next run goes on.`)
  const end = await follow(parts, { memory, everyMs: roundEveryMs, isUnavailable })
  ui.progress(undefined)
  if (values.json === true) ui.say(JSON.stringify({ result: end }))
  else ui.say(endings[end])
  return end === 'stopped' || end === 'switched' ? 0 : 1
}

const endings: Readonly<Record<FollowEnd, string>> = {
  stopped: 'Stopped. What changes at Django now is not here until it follows again.',
  switched: 'Latchkey is in charge: there is nothing to follow any more.',
  aborted: 'The copy was given up.',
  taken: 'Another process follows now.',
}

function isUnavailable(error: unknown): boolean {
  return error instanceof AuthError && error.code === 'store_unavailable'
}
