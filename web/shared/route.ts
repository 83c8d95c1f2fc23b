/** The page within the app, behind the `#`: `#/users/7?tab=history`. No path of the server is needed for it. */
import { useEffect, useState } from 'preact/hooks'

export interface Route {
  readonly segments: readonly string[]
  readonly query: URLSearchParams
}

export function readRoute(hash = location.hash): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2)
  const segments = path.split('/').filter(each => each !== '')
  return { segments: segments.map(decode), query: new URLSearchParams(query) }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

export function routeTo(
  segments: readonly (string | number)[],
  query: Readonly<Record<string, string | undefined>> = {},
): string {
  const given = Object.entries(query).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '',
  )
  const search = new URLSearchParams(given).toString()
  const path = segments.map(each => encodeURIComponent(String(each))).join('/')
  return `#/${path}${search === '' ? '' : `?${search}`}`
}

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash)
  useEffect(() => {
    const follow = () => setHash(location.hash)
    addEventListener('hashchange', follow)
    // Effects run after the first picture: by then the person may be on the way to another page.
    follow()
    return () => removeEventListener('hashchange', follow)
  }, [])
  return readRoute(hash)
}

/** This page, for an address that leads back to it. */
export function hereOf(): string {
  return `${location.pathname}${location.search}${location.hash}`
}

/**
 * What a sign-in with a provider reports, taken out of the address. A code and no text: a link can show one of our sentences,
 * and none of its own (content spoofing).
 */
export function takeError(): string | undefined {
  const query = new URLSearchParams(location.search)
  const error = query.get('error') ?? undefined
  query.delete('error')
  const search = query.size === 0 ? '' : `?${query}`
  if (error !== undefined) history.replaceState(null, '', `${location.pathname}${search}${location.hash}`)
  return error
}

export function goTo(hash: string): void {
  location.hash = hash
}

/** Another query of the same page, without a step of the history: while one types. */
export function replaceRoute(hash: string): void {
  history.replaceState(null, '', hash)
  dispatchEvent(new HashChangeEvent('hashchange'))
}
