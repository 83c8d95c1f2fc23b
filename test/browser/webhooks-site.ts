/** A server that tells two services what happens, which answer as a test says. */
import assert from 'node:assert/strict'
import type { Config } from '../../src/settings/settings.ts'
import { openReceiver, type ReceivedWebhook } from '../../src/testing/webhook-receiver.ts'
import { operator, type People, password, servePeople } from './people.ts'

export const secret = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'
const nextSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

interface Services extends People {
  /** With which status the services answer from now on. */
  answer(status: number): void
  readonly received: readonly ReceivedWebhook[]
  /** What this account may, and nothing else. */
  permit(name: string, permissions: readonly string[]): Promise<void>
  /** An operator makes a group, and both services are told: `billing` by whatever happens, `shop` of groups. */
  tellOfGroup(name: string): Promise<number>
}

/** `billing` is told everything, `shop` of groups; all that happens at the start has been delivered. */
export async function serveWebhooks(t: { after(end: () => unknown): void }, config: Config = {}): Promise<Services> {
  let status = 204
  const receiver = await openReceiver(t, response => void response.writeHead(status).end())
  const { received } = receiver
  const url = receiver.url.replace('127.0.0.1', 'localhost')
  const people = await servePeople(t, {
    ...config,
    webhooks: {
      billing: { url: `${url}?key=hidden`, secret },
      shop: { url, secret: [nextSecret, secret], events: ['group.*'] },
    },
  })
  const { auth } = people
  const login = await auth.request('POST', '/api/auth/login/', { json: { email: operator, password } })
  const headers = { authorization: `Bearer ${login.json.access}` }
  await auth.deliverMail()
  const permit = async (name: string, permissions: readonly string[]) => {
    const path = `/api/admin/users/${people.users[name]?.id}/permissions/`
    const put = await auth.request('PUT', path, { json: { permissions }, headers })
    assert.ok(put.status < 300, put.text)
  }
  const tellOfGroup = async (name: string) => {
    const made = await auth.request('POST', '/api/admin/groups/', { json: { name }, headers })
    assert.equal(made.status, 201, made.text)
    await auth.deliverMail()
    const { deliveries } = await auth.store.deliveries.list({ endpoint: 'billing', event: 'group.created', limit: 1 })
    return deliveries[0]?.id ?? assert.fail()
  }
  const answer = (to: number) => {
    status = to
  }
  return { ...people, answer, received, permit, tellOfGroup }
}
