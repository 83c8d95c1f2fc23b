/** The storage of one test provider: in memory, so that two providers share nothing. */

interface Payload {
  readonly grantId?: string
  readonly uid?: string
  readonly [member: string]: unknown
}

/** oidc-provider's adapter, one for each kind of record. */
export function createMemoryAdapter() {
  const records = new Map<string, Payload>()
  const findByUid = (uid: string) => [...records.values()].find(record => record.uid === uid)

  return (kind: string) => {
    const keyOf = (id: string) => `${kind}:${id}`
    return {
      upsert: async (id: string, payload: Payload) => void records.set(keyOf(id), payload),
      find: async (id: string) => records.get(keyOf(id)),
      findByUid: async (uid: string) => findByUid(uid),
      findByUserCode: async () => undefined,
      destroy: async (id: string) => void records.delete(keyOf(id)),
      consume: async (id: string) => {
        const record = records.get(keyOf(id))
        if (record !== undefined) records.set(keyOf(id), { ...record, consumed: Math.floor(Date.now() / 1000) })
      },
      revokeByGrantId: async (grantId: string) => {
        for (const [key, record] of records) if (record.grantId === grantId) records.delete(key)
      },
    }
  }
}
