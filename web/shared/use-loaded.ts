/** What an endpoint answers, loaded when the page is shown and whenever what it depends on changes. */
import { useCallback, useEffect, useState } from 'preact/hooks'
import type { Outcome, Refusal } from './api.ts'

export interface Loaded<Data> {
  readonly data: Data | undefined
  readonly refusal: Refusal | undefined
  readonly isLoading: boolean
  reload(): void
}

export function useLoaded<Data>(load: () => Promise<Outcome<Data>>, dependsOn: readonly unknown[]): Loaded<Data> {
  const [state, setState] = useState<Omit<Loaded<Data>, 'reload'>>({
    data: undefined,
    refusal: undefined,
    isLoading: true,
  })
  const [times, setTimes] = useState(0)
  useEffect(() => {
    let isCurrent = true
    setState(before => ({ ...before, isLoading: true }))
    load().then(outcome => {
      // A later question may have been answered first.
      if (!isCurrent) return
      if (outcome.ok) setState({ data: outcome.data, refusal: undefined, isLoading: false })
      else setState({ data: undefined, refusal: outcome, isLoading: false })
    })
    return () => {
      isCurrent = false
    }
  }, [...dependsOn, times])
  const reload = useCallback(() => setTimes(each => each + 1), [])
  return { ...state, reload }
}
