/** A body that fails when its status is sent already: the operator has to hear of it all the same. */
import type { Incoming, Outgoing } from '../request/message.ts'

/** To HEAD, a stream is not even begun. */
export function withReportedStream(
  outgoing: Outgoing,
  { method }: Pick<Incoming, 'method'>,
  report: (error: unknown) => void,
): Outgoing {
  const { bytes, ...others } = outgoing
  if (bytes === undefined || bytes instanceof Uint8Array) return outgoing
  return method === 'HEAD' ? others : { ...others, bytes: reported(bytes, report) }
}

async function* reported(bytes: AsyncIterable<Uint8Array>, report: (error: unknown) => void) {
  try {
    yield* bytes
  } catch (error) {
    report(error)
    throw error
  }
}
