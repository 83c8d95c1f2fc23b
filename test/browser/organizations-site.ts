/** People with organizations, for tests of their pages: Ada owns Acme, Grace administers it, Linus belongs to it. */
import assert from 'node:assert/strict'
import type { Config } from '../../src/settings/settings.ts'
import { logInFrom, operator, type People, servePeople } from './people.ts'

export interface Organized extends People {
  /** The link of the newest invitation to an address, at the test's server. */
  readonly invitationTo: (address: string) => Promise<string>
  /** What the API answers to the owner. */
  readonly ask: (method: string, path: string, json?: unknown) => Promise<unknown>
}

export const long = 'Gesellschaft-zur-Erforschung-außerordentlich-langer-Namen mit einem Zusatz, der weitergeht'

export async function serveOrganized(
  t: { after(end: () => unknown): void },
  config: Config = {},
  name = 'Acme Research',
): Promise<Organized> {
  const sent: { readonly to: string; readonly text: string }[] = []
  const sendMail = async (mail: { readonly to: string; readonly text: string }) => void sent.push(mail)
  const people = await servePeople(t, {
    organizations: 'on',
    mailTokenPlace: 'fragment',
    sendMail,
    ...config,
  } as Config)
  const { auth, url, users } = people
  const token = await logInFrom(auth, operator, 'Firefox')
  const ask = async (method: string, path: string, json?: unknown) => {
    const reply = await auth.request(method, `/api/auth/organizations/${path}`, { json, token })
    assert.ok(reply.status < 300, reply.text)
    return reply.json
  }
  await ask('POST', '', { name, slug: 'acme' })
  const organization = await auth.store.organizationDirectory.find('acme')
  for (const [who, role] of [
    ['grace', 'admin'],
    ['linus', 'member'],
    ['edsger', 'member'],
  ] as const) {
    const change = { now: auth.system.clock.now(), by: undefined, limit: 100 }
    await auth.store.organizationDirectory.addMember(organization?.id ?? '', users[who]?.id ?? 0, role, change)
  }
  await ask('POST', 'acme/invitations/', { email: 'barbara@example.com', role: 'member' })
  const invitationTo = async (address: string) => {
    await auth.deliverMail()
    const text = sent.findLast(mail => mail.to === address && mail.text.includes('/invitation/'))?.text ?? ''
    const found = /https:\S+\/invitation\/\S+/.exec(text)?.[0] ?? assert.fail(`no invitation of ${address}: ${text}`)
    return found.replace('https://app.example.com', url)
  }
  return { ...people, invitationTo, ask }
}
