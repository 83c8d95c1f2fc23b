/** DRF's `request.data`, for views without a serializer: they answer in their own words where a field would in DRF's. */
import { requireObject } from '../../fields/read-fields.ts'
import { JsonNumber } from '../../kernel/json-number.ts'
import type { Call } from './endpoint.ts'

/**
 * The members of the body, JSON or a form, unchecked and untyped: declare `input` where you can. Numbers are
 * JavaScript's, so digits past 2^53 are lost. A body that is not an object is refused (`invalid`), and so is one that cannot
 * be parsed (`parse_error`, `unsupported_media_type`). It has no prototype, so that `constructor` is a member like any other.
 */
export async function requestData(call: Pick<Call, 'body'>): Promise<Readonly<Record<string, unknown>>> {
  const { data } = await call.body()
  return plain(requireObject(data)) as Readonly<Record<string, unknown>>
}

function plain(value: unknown): unknown {
  if (value instanceof JsonNumber) return value.value
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object') return value
  const members: Record<string, unknown> = Object.create(null)
  for (const [name, member] of Object.entries(value)) members[name] = plain(member)
  return members
}
