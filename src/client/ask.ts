/** Asks one of Latchkey's endpoints as the user who is signed in, if any. */
import type { Request } from './request.ts'
import { initOf, readAnswer } from './send.ts'

export interface Asking {
  readonly request: Request
  /** Milliseconds. */
  readonly timeout: number
}

/** With a body by POST. */
export async function ask({ request, timeout }: Asking, path: string, body?: object) {
  return await readAnswer(await request(path, initOf(timeout, body)))
}
