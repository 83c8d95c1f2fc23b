/**
 * CORS: pages of other origins may read answers only if the settings list their origin (Fetch standard; headers as
 * django-cors-headers sends them). An origin that is not on the list is never repeated in an answer.
 */
import type { Settings } from '../../settings/settings.ts'
import type { Incoming, Outgoing, Step } from '../request/message.ts'
import { respondPage } from './respond.ts'

type CorsSettings = Pick<
  Settings,
  | 'corsAllowedOrigins'
  | 'corsAllowCredentials'
  | 'corsAllowHeaders'
  | 'corsMaxAge'
  | 'organizations'
  | 'organizationHeader'
>

type Header = readonly [name: string, value: string]

const methods = 'DELETE, GET, OPTIONS, PATCH, POST, PUT'

/** Dispatch with CORS headers; dispatch itself where no origin is allowed. */
export function withCors(dispatch: Step, settings: CorsSettings): Step {
  if (settings.corsAllowedOrigins.length === 0) return dispatch
  return async incoming => {
    const isPreflight = incoming.method === 'OPTIONS' && incoming.header('access-control-request-method') !== undefined
    const answer = isPreflight ? { ...respondPage(200, ''), body: '' } : await dispatch(incoming)
    const isOptions = incoming.method === 'OPTIONS'
    const added = [...originHeaders(incoming, settings), ...(isOptions ? optionsHeaders(incoming, settings) : [])]
    return { ...answer, headers: [...varyByOrigin(answer), ...added] }
  }
}

/** Answers depend on the origin, also those without CORS headers: a cache must not give one origin's to another. */
function varyByOrigin({ headers }: Outgoing): Header[] {
  const vary = headers.find(([name]) => name === 'Vary')?.[1]
  const rest = headers.filter(([name]) => name !== 'Vary')
  return [...rest, ['Vary', vary === undefined ? 'origin' : `${vary}, origin`]]
}

function originHeaders(incoming: Incoming, settings: CorsSettings): Header[] {
  const origin = incoming.header('origin')
  if (origin === undefined || !settings.corsAllowedOrigins.includes(origin)) return []
  const credentials: Header[] = settings.corsAllowCredentials ? [['Access-Control-Allow-Credentials', 'true']] : []
  return [
    ['Access-Control-Allow-Origin', origin],
    ['Access-Control-Expose-Headers', 'Latchkey-Code, Latchkey-Trace, Latchkey-User, Retry-After'],
    ...credentials,
  ]
}

/** On every OPTIONS answer, as django-cors-headers has it: without the request's method it is no preflight, and asks all the same. */
function optionsHeaders(incoming: Incoming, settings: CorsSettings): Header[] {
  if (originHeaders(incoming, settings).length === 0) return []
  return [
    ['Access-Control-Allow-Methods', methods],
    ['Access-Control-Allow-Headers', allowedHeaders(incoming, settings).join(', ')],
    ['Access-Control-Max-Age', String(settings.corsMaxAge)],
  ]
}

/**
 * `latchkey-user` only makes a request stricter, and the header of organizations opens nothing by itself: both are allowed
 * where they are asked for.
 */
function allowedHeaders(incoming: Incoming, settings: CorsSettings): readonly string[] {
  const { corsAllowHeaders: listed, organizations, organizationHeader } = settings
  const asked = (incoming.header('access-control-request-headers') ?? '').toLowerCase().split(',')
  const ours = ['latchkey-user', ...(organizations === 'on' ? [organizationHeader.toLowerCase()] : [])]
  return [...listed, ...ours.filter(name => asked.some(each => each.trim() === name) && !listed.includes(name))]
}
