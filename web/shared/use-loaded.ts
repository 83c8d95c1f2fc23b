/** What an endpoint answers, loaded when the page is shown and whenever what it depends on changes. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { Outcome, Refusal } from './api.ts'

export interface Loaded<Data> {
  readonly data: Data | undefined
  readonly refusal: Refusal | undefined
  readonly isLoading: boolean
  reload(): void
  /** The same without a word of it: what is shown stays while the server cannot answer. */
  refresh(): void
}

export function useLoaded<Data>(load: () => Promise<Outcome<Data>>, dependsOn: readonly unknown[]): Loaded<Data> {
  const [state, setState] = useState<Omit<Loaded<Data>, 'reload' | 'refresh'>>({
    data: undefined,
    refusal: undefined,
    isLoading: true,
  })
  const [times, setTimes] = useState(0)
  const isQuiet = useRef(false)
  useEffect(() => {
    let isCurrent = true
    const mayFail = isQuiet.current
    isQuiet.current = false
    if (!mayFail) setState(before => ({ ...before, isLoading: true }))
    load().then(outcome => {
      // A later question may have been answered first.
      if (!isCurrent) return
      if (outcome.ok) setState({ data: outcome.data, refusal: undefined, isLoading: false })
      else if (mayFail && isPassing(outcome)) setState(before => keep(before, outcome))
      else setState({ data: undefined, refusal: outcome, isLoading: false })
    })
    return () => {
      isCurrent = false
    }
  }, [...dependsOn, times])
  const reload = useCallback(() => setTimes(each => each + 1), [])
  const refresh = useCallback(() => {
    isQuiet.current = true
    reload()
  }, [])
  return { ...state, reload, refresh }
}

function keep<State extends { readonly data: unknown }>(before: State, refusal: Refusal) {
  return before.data === undefined ? { ...before, refusal, isLoading: false } : { ...before, isLoading: false }
}

/** No answer, too many requests, or a server in trouble. */
function isPassing({ status }: Refusal): boolean {
  return status === 0 || status === 429 || status >= 500
}
