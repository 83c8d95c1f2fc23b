/** The client knows the fields of your users and the claims of your tokens. Checked by `tsc`, never run. */
import { type Client, createClient, createPasskey, showPasskey, type WireUser } from 'latchkey/client'

interface Customer {
  readonly phone_number: string | null
}
interface Badge {
  readonly team: string
}

const client = createClient<Customer, Badge>({ url: 'https://api.example.com' })
const account = { email: 'a@example.com', password: 'x', password_confirm: 'x' }

export async function read() {
  const outcome = await client.login(account)
  // @ts-expect-error a refused login has no user
  outcome.user
  if (outcome.kind === 'signed_in') outcome.user.phone_number satisfies string | null
  const opened = await client.register({ ...account, phone_number: '12' })
  if (opened.kind === 'registered') opened.user satisfies WireUser & Customer
  const seen = await client.profile()
  // @ts-expect-error a field that was not named
  if (seen.kind === 'profile') seen.user.phone
  return seen.kind === 'profile' ? seen.user.phone_number : undefined
}

export const team: string | undefined = client.claims()?.team
// @ts-expect-error cookies cannot be read, so there may be no claims
client.claims().team
// @ts-expect-error a claim that was not named has the type `unknown`
export const level: number | undefined = client.claims()?.level

// @ts-expect-error not a field of these users
client.register({ ...account, phone: '12' })

const plain: Client = createClient({ url: 'https://api.example.com' })
// @ts-expect-error users without fields of their own
plain.register({ ...account, phone_number: '12' })
export const seconds: number | undefined = plain.claims()?.exp

export async function finish() {
  const asked = await client.login(account)
  if (asked.kind === 'second_factor') {
    asked.methods satisfies readonly ('passkey' | 'totp' | 'recovery_code')[]
    asked.token satisfies string | undefined
    // @ts-expect-error no one is signed in yet
    asked.user
  }
  const entered = await client.verifyFactor({ code: '123456', trustDevice: true })
  if (entered.kind === 'signed_in') entered.user.phone_number satisfies string | null
  const given = await client.requestPasskey()
  if (given.kind === 'options') await client.verifyFactor({ credential: await showPasskey(given.options) })
  // @ts-expect-error the options are those of a ceremony
  createPasskey({})
  // @ts-expect-error nothing shows a factor
  client.verifyFactor({})
  // @ts-expect-error a password is no second factor
  client.verifyFactor({ password: 'x' })
  const again = await client.reauthenticate({ password: 'x' })
  return again.kind === 'reauthenticated'
}
