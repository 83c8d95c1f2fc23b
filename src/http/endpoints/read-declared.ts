/**
 * Reads what a method declares: its query parameters, then its body. It comes after authorization and all limits, so a
 * request that is refused anyway costs no parsing.
 */
import { readValid } from '../../fields/read-valid.ts'
import { readQuery } from '../request/read-query.ts'
import type { Call, Method } from './endpoint.ts'

/** The call with `query` and `input`. Throws `parse_error`, `unsupported_media_type`, `invalid`. PATCH is partial. */
export async function readDeclared({ query, input, readsItself }: Method, call: Call): Promise<Call> {
  if (readsItself === true) return call
  const partial = call.incoming.method === 'PATCH'
  return {
    ...call,
    ...(query === undefined ? {} : { query: await readQuery(query, call.incoming.query) }),
    ...(input === undefined ? {} : { input: await readValid(input, await call.body(), { partial }) }),
  }
}
