/** "Token refresh endpoint usage": `client.ts http://localhost:8000 USERNAME PASSWORD`. It refreshes by itself. */
import { createClient } from 'latchkey/client'

const [url = '', username = '', password = ''] = process.argv.slice(2)
const client = createClient({ url })

const outcome = await client.login({ username, password })
if (outcome.kind === 'refused') console.log(outcome.body)
if (outcome.kind === 'signed_in') {
  const response = await client.fetch('/api/hello/')
  console.log(response.status, await response.json())
  console.log(await client.logout())
}
