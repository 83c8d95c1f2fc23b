/** `call.input`, `call.query` and `call.principal` are typed by what the endpoint declares. Checked by `tsc`, never run. */
import {
  allowAny,
  booleanField,
  charField,
  choiceField,
  defineEndpoint,
  integerField,
  isAuthenticated,
  type UserId,
} from 'latchkey'
import { z } from 'zod'

const input = z.object({
  title: charField(),
  urgent: booleanField({ required: false }),
  state: choiceField({ choices: ['open', 'closed'], default: 'open' }),
  note: charField({ allowNull: true }),
})
const query = z.object({ q: charField(), page: integerField({ default: 1 }), size: integerField({ required: false }) })
const done = { status: 204 }

export const shared = defineEndpoint({
  path: '/tickets/',
  permissions: [isAuthenticated],
  input,
  query,
  POST(call) {
    call.input.title satisfies string
    call.input.urgent satisfies boolean | undefined
    call.input.state satisfies 'open' | 'closed'
    call.input.note satisfies string | null
    call.principal.id satisfies UserId
    // @ts-expect-error it need not be there
    call.input.urgent satisfies boolean
    // @ts-expect-error it may be null
    call.input.note satisfies string
    // @ts-expect-error no such field
    call.input.missing
    // @ts-expect-error what was read is not changed
    call.input.title = 'x'
    return done
  },
  PATCH(call) {
    call.input.title satisfies string | undefined
    // @ts-expect-error PATCH is partial
    call.input.title satisfies string
    return done
  },
  GET(call) {
    call.query.q satisfies string
    call.query.page satisfies number
    call.query.size satisfies number | undefined
    // @ts-expect-error it need not be there
    call.query.size satisfies number
    // @ts-expect-error GET reads no body
    call.input
    return done
  },
  DELETE(call) {
    // @ts-expect-error DELETE reads a body only where it is named
    call.input
    return done
  },
})

export const byMethod = defineEndpoint({
  path: '/x/',
  permissions: [allowAny],
  input: { POST: z.object({ a: charField() }), DELETE: z.object({ b: integerField() }) },
  query: { GET: query },
  POST(call) {
    call.input.a satisfies string
    // @ts-expect-error of another method
    call.input.b
    // @ts-expect-error GET alone has a query
    call.query
    // @ts-expect-error anyone
    call.principal.id
    return done
  },
  DELETE(call) {
    call.input.b satisfies number
    return done
  },
  PUT(call) {
    // @ts-expect-error PUT declares none
    call.input
    return done
  },
  GET(call) {
    call.query.page satisfies number
    return done
  },
})

export const none = defineEndpoint({
  path: '/none/',
  permissions: [],
  POST(call) {
    // @ts-expect-error nothing is declared
    call.input
    // @ts-expect-error nothing is declared
    call.query
    return done
  },
})

// @ts-expect-error a plain zod type is not a field
defineEndpoint({ path: '/plain/', permissions: [], input: z.object({ a: z.string() }) })
// @ts-expect-error GET has no body
defineEndpoint({ path: '/get/', permissions: [], input: { GET: z.object({ a: charField() }) } })
// @ts-expect-error the default of an integer
integerField({ default: '1' })
