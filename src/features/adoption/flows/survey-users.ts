/** Compares all users without a write, as a start for rounds that then read only what is different or changes. */
import type { DjangoReader } from '../django-database.ts'
import type { AdoptionParts } from '../parts.ts'
import { compareUsers, walkUsers } from './compare-users.ts'
import { type FollowMemory, isIn, newMemory } from './follow-round.ts'

/** It can go on beside a follower, as nothing is written: what the follower has not written yet counts as different. */
export async function surveyUsers(parts: AdoptionParts, spentTo: string | undefined): Promise<FollowMemory> {
  const memory = newMemory(spentTo)
  await parts.django.snapshot(async reader => {
    const digests = await reader.digests()
    const different = await findDifferent(parts, reader)
    const known = digests.map(
      each => [each.name, different.some(id => isIn(each, id)) ? { ...each, digest: '' } : each] as const,
    )
    // A user here whose bucket Django does not have is in none of these: then all are compared again.
    memory.digests = different.every(id => digests.some(bucket => isIn(bucket, id))) ? new Map(known) : undefined
  })
  return memory
}

async function findDifferent(parts: AdoptionParts, reader: DjangoReader) {
  const ids = []
  for await (const { there, here, done } of walkUsers(reader, parts.store)) {
    const { put, gone } = compareUsers(there, here)
    ids.push(...put.map(({ id }) => id), ...gone)
    parts.report.progress('comparing users', done)
  }
  return ids
}
