/** Which event carries which data is known to the compiler. Checked by `tsc`, never run. */
import { type AuthEvent, defineConfig } from 'latchkey'

// The hook's parameter needs no annotation, and the name tells the data.
defineConfig({
  onEvent(event) {
    if (event.name === 'request.refused') event.data.code satisfies string
    if (event.name === 'login.failed') event.reason satisfies string | undefined
    // @ts-expect-error a login says who, and nothing of a request
    if (event.name === 'login.succeeded') event.data.code
  },
})

// @ts-expect-error there is no such event
const misspelt: AuthEvent = { name: 'login.suceeded' }
// @ts-expect-error a refusal says what was refused
const bare: AuthEvent = { name: 'request.refused' }

export { bare, misspelt }
