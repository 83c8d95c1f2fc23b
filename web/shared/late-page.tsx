/** A page whose code is loaded when it is first shown: most accounts never open it. */
import type { ComponentType } from 'preact'
import { absent, known } from './api.ts'
import { Loading, Refused } from './parts.tsx'
import { useLoaded } from './use-loaded.ts'

export function latePage<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const attempt = () => load().then(known, () => absent)
  return function LatePage(props: Props) {
    const { data: Page, refusal, reload } = useLoaded<ComponentType<Props>>(attempt, [])
    if (refusal !== undefined) return <Refused refusal={refusal} again={reload} />
    return Page === undefined ? <Loading /> : <Page {...props} />
  }
}
