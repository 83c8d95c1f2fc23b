/**
 * The driver, loaded when a Redis is asked for: it is installed by those who use one. What is used of it is written down
 * here, so that applications compile without its types.
 */
import type { Socket } from 'node:net'
import { RedisOpenError } from './errors.ts'

/** A connection. It makes no other in its place: see connection.ts. */
export interface Client {
  connect(): Promise<unknown>
  /** Any command. An error that Redis answers has the name `ReplyError`. */
  call(command: string, ...values: (string | number)[]): Promise<unknown>
  subscribe(channel: string): Promise<unknown>
  disconnect(): void
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'end' | 'message', listener: () => void): unknown
  readonly stream: Socket | undefined
}

interface Driver {
  readonly Redis: new (options: object) => Client
}

/** Throws RedisOpenError. */
export async function loadIoredis(): Promise<Driver> {
  try {
    const { Redis }: Driver = await import('ioredis')
    return { Redis }
  } catch (error) {
    if (!isMissing(error)) throw error
    throw new RedisOpenError('needs the package ioredis, which is not installed', 'run: npm install ioredis', error)
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
}
