/** People whose passkeys work: a server that knows its own address, and Chromium's virtual authenticator (WebAuthn section 11). */
import { createServer } from 'node:net'
import type { Page } from 'playwright-core'
import type { Config } from '../../src/settings/settings.ts'
import { type People, servePeople } from './people.ts'

/** Passkeys belong to a domain, and an address of numbers is none: the server is `localhost`. */
export async function servePasskeyPeople(t: { after(end: () => unknown): void }, config: Config = {}): Promise<People> {
  const port = await findFreePort()
  return await servePeople(t, { port, publicUrl: `http://localhost:${port}`, ...config })
}

async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as { readonly port: number }
  await new Promise(closed => server.close(closed))
  return port
}

/** Says yes to every question, as a person with a finger on the sensor. */
export async function addAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}

/** The virtual authenticator takes a suggestion for a choice: a page that is to wait for its button makes none. */
export async function withoutSuggestions(page: Page): Promise<void> {
  await page.addInitScript(`PublicKeyCredential.isConditionalMediationAvailable = async () => false`)
}
