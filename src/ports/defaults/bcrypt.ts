/**
 * Bcrypt in pure JavaScript takes a quarter of a second, so it runs in worker threads: one for each concurrent hash,
 * created on demand and kept. The password hasher limits their number.
 */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Bcrypt } from '../bcrypt.ts'

/** A worker's answer to one message. */
export type BcryptAnswer = { readonly hash: string } | { readonly fault: string }

export function createBcrypt(): Bcrypt {
  const idle: Worker[] = []
  return async (password, salt) => {
    const worker = idle.pop() ?? new Worker(workerFile)
    worker.ref()
    const answer = await ask(worker, { password, salt })
    // An idle worker must not keep the process alive.
    worker.unref()
    idle.push(worker)
    if ('fault' in answer) throw new Error(answer.fault)
    return answer.hash
  }
}

/** By its name in package.json: the build joins this file with others, elsewhere. */
const workerFile = new URL(import.meta.resolve('#bcrypt-worker'))

/** Rejects when the thread ends instead of answering; it is not used again. */
async function ask(worker: Worker, work: { readonly password: string; readonly salt: string }): Promise<BcryptAnswer> {
  const listening = new AbortController()
  const { signal } = listening
  const answered = once(worker, 'message', { signal })
  const ended = once(worker, 'exit', { signal })
  worker.postMessage(work)
  try {
    const [first]: unknown[] = await Promise.race([answered, ended])
    if (typeof first === 'object') return first as BcryptAnswer
    throw new Error(`the bcrypt thread ended with ${first}`)
  } finally {
    listening.abort()
    await Promise.allSettled([answered, ended])
  }
}
