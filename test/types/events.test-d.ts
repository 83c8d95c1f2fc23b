/** The data of each event is typed. Checked by `tsc`, never run. */
import { type AuthEvent, defineConfig } from 'latchkey'

// The hook's parameter needs no annotation, and the name narrows the data.
defineConfig({
  onEvent(event) {
    if (event.name === 'request.refused') event.data.code satisfies string
    if (event.name === 'login.failed') event.reason satisfies string | undefined
    // @ts-expect-error a login has no data about the request
    if (event.name === 'login.succeeded') event.data.code
  },
})

// @ts-expect-error there is no such event
const misspelt: AuthEvent = { name: 'login.suceeded' }
// @ts-expect-error a refusal must have data
const bare: AuthEvent = { name: 'request.refused' }

export { bare, misspelt }
