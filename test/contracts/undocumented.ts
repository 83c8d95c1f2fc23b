/** Compares a real answer with the document: its status, code, headers and every member of its body. */
import type { Incoming, Outgoing } from '../../src/http/request/message.ts'
import { findMisfit } from './fits-schema.ts'

type Schema = Readonly<Record<string, unknown>>

/** The parts of an answer that the document does not describe. Unknown paths have no description. */
export function findUndocumented(
  document: Schema,
  { method }: Incoming,
  { status, about, body, headers }: Outgoing,
): string[] {
  const { route, code } = about ?? {}
  if (route === undefined) return []
  const path = (document.paths as Readonly<Record<string, Schema>>)[route]
  const operation = path?.[method === 'HEAD' ? 'get' : method.toLowerCase()] as Schema | undefined
  const others = (path?.['x-latchkey-other-methods'] ?? []) as readonly unknown[]
  // Begins of a sign-in have no HEAD: it is one of the other methods there.
  if (method === 'HEAD' && code === 'method_not_allowed' && others.includes(code)) return []
  if (operation === undefined) {
    return others.includes(code) ? [] : [`${method} ${route}: ${status} ${code}`]
  }
  const responses = operation.responses as Readonly<Record<string, Schema>>
  // An application endpoint without a description of its answers. Those with a code come from the pipeline.
  if (responses.default !== undefined && code === undefined) return []
  const response = responses[String(status)]
  const codes = response?.['x-latchkey-codes'] as readonly unknown[] | undefined
  if (response === undefined || (code !== undefined && codes?.includes(code) !== true)) {
    return [`${method} ${route}: ${status} ${code}`]
  }
  if (method === 'HEAD') return []
  return [...checkBody(document, response, body), ...checkHeaders(response, headers)].map(
    fault => `${method} ${route}: ${status} ${code} ${fault}`,
  )
}

function checkBody(document: Schema, response: Schema, body: string): string[] {
  const content = response.content as Readonly<Record<string, Schema>> | undefined
  if (content === undefined) return body === '' ? [] : ['has a body']
  const schema = content['application/json']?.schema as Schema | undefined
  if (schema === undefined) return []
  const misfit = body === '' ? 'has no body' : findMisfit(document, schema, JSON.parse(body))
  return misfit === undefined ? [] : [misfit]
}

/** Latchkey's headers, and those that a client acts on. */
function checkHeaders(response: Schema, headers: Outgoing['headers']): string[] {
  const documented = Object.keys((response.headers ?? {}) as object)
  const telling = /^(Latchkey-.*|WWW-Authenticate|Retry-After)$/
  return headers.flatMap(([name]) => (telling.test(name) && !documented.includes(name) ? [`sends ${name}`] : []))
}
