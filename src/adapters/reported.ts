/** The access log of a route behind a guard: also of one whose handler throws, which the platform answers. */
import type { GuardResult } from '../http/authorize/guard.ts'

type Admitted = Pick<Extract<GuardResult, { kind: 'admitted' }>, 'reportServed'>

/** `statusThrown`: what the platform will answer to what the handler threw; 500 unless it says more. */
export async function reported<R extends { readonly status: number }>(
  { reportServed }: Admitted,
  handle: () => R | Promise<R>,
  statusThrown: (thrown: unknown) => number = () => 500,
): Promise<R> {
  try {
    const response = await handle()
    reportServed?.(response.status)
    return response
  } catch (error) {
    reportServed?.(statusThrown(error))
    throw error
  }
}
