/** Asks one of Latchkey's endpoints as the user who is signed in, if any. */
import type { Request } from './request.ts'
import { type Answered, initOf, readAnswer } from './send.ts'

export interface Asking {
  readonly request: Request
  /** Milliseconds. */
  readonly timeout: number
}

/** With a body by POST. `read`: what an answer means. */
export async function ask<Read>(
  { request, timeout }: Asking,
  path: string,
  body: object | undefined,
  read: (answer: Answered) => Read,
) {
  return await readAnswer(await request(path, initOf(timeout, body)), read)
}
