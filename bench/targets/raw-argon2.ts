/** Hashes of the password alone, so many at once, for so long: no server, no database. Prints how many a second. */
import { text } from 'node:stream/consumers'
import { hash, verify } from '@node-rs/argon2'
import { password } from './settings.ts'

export interface RawHashing {
  readonly seconds: number
  readonly atOnce: number
}

const { seconds, atOnce }: RawHashing = JSON.parse(await text(process.stdin))
// The defaults of Latchkey: 19,456 KiB, two passes, one lane.
const known = await hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 })
await hashFor(0.3)
process.stdout.write(JSON.stringify({ rate: await hashFor(seconds) }))

async function hashFor(duration: number): Promise<number> {
  const began = performance.now()
  let count = 0
  const work = async () => {
    while (performance.now() - began < duration * 1000) {
      await verify(known, password)
      count += 1
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return (count * 1000) / (performance.now() - began)
}
