/** The worker thread of bcrypt.ts: one hash for each message. */
import { parentPort } from 'node:worker_threads'
import { hashSync } from 'bcryptjs'
import type { BcryptAnswer } from './bcrypt.ts'
import { lowerThisThread } from './thread-priority.ts'

lowerThisThread()

parentPort?.on('message', ({ password, salt }: { readonly password: string; readonly salt: string }) => {
  parentPort?.postMessage(hash(password, salt))
})

function hash(password: string, salt: string): BcryptAnswer {
  try {
    return { hash: hashSync(password, salt) }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : 'bcrypt failed' }
  }
}
