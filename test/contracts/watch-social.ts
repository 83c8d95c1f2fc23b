/** A social app that keeps each request with its answer, to compare them with the document. */
import type { TestContext } from 'node:test'
import { type AppParts, runSocialApp, type SocialApp } from '../../src/features/social/tests/social-app.ts'
import { type Watch, watched } from '../compat/serve-accounts.ts'
import { findUndocumented } from './undocumented.ts'

export interface WatchedApp {
  readonly app: SocialApp
  /** Sends a request below `/api/auth/`. */
  readonly ask: (method: string, path: string, body?: unknown, token?: string) => Promise<Answered>
  /** The statuses of a row, each once, in order: `POST /api/auth/google/` has 200, 400. */
  readonly statusesOf: (method: string, route: string) => readonly number[]
  /** The documented paths that no request has asked. */
  readonly unasked: () => readonly string[]
  /** What the document does not say. */
  readonly undocumented: () => readonly string[]
}

interface Answered {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test reads the members that it knows
  readonly json: any
}

export async function watchSocialApp(t: TestContext, parts: AppParts): Promise<WatchedApp> {
  const seen: Parameters<Watch>[] = []
  const watch: AppParts['watch'] = dispatch => watched(dispatch, (...pair) => void seen.push(pair))
  const app = await runSocialApp(t, { ...parts, watch })
  const document = (await app.auth.request('GET', '/openapi.json')).json
  const routeOf = ([, { about }]: (typeof seen)[number]) => about?.route
  return {
    app,
    async ask(method, path, body, token) {
      const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
      const sent = body === undefined ? {} : { body: JSON.stringify(body) }
      const answer = await fetch(`${app.url}/api/auth/${path}`, { method, headers, redirect: 'manual', ...sent })
      const text = await answer.text()
      return { status: answer.status, json: text.startsWith('{') ? JSON.parse(text) : undefined }
    },
    statusesOf: (method, route) => {
      const asked = seen.filter(each => each[0].method === method && routeOf(each) === route)
      return [...new Set(asked.map(([, { status }]) => status))].toSorted()
    },
    unasked: () => {
      const routes = new Set(seen.map(routeOf))
      return Object.keys(document.paths).filter(path => /social|google/.test(path) && !routes.has(path))
    },
    undocumented: () => [...new Set(seen.flatMap(pair => findUndocumented(document, ...pair)))],
  }
}
