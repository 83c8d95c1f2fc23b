/** A bound for what may never answer. */

type After = (milliseconds: number, run: () => void) => () => void

/** What was asked did not answer in time. */
export class NoAnswer extends Error {}

/** Rejects with NoAnswer when the promise takes longer. What it does goes on, and its later result is dropped. */
export async function within<T>(after: After, milliseconds: number, promise: Promise<T>): Promise<T> {
  let cancel = () => {}
  const silence = new Promise<never>((_, reject) => {
    cancel = after(milliseconds, () => reject(new NoAnswer(`no answer within ${milliseconds} ms`)))
  })
  try {
    return await Promise.race([promise, silence])
  } finally {
    cancel()
  }
}
