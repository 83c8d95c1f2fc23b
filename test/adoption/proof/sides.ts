/** Django and Latchkey, asked in the same words over HTTP. */

export type SideName = 'django' | 'latchkey'

export interface Answer {
  /** 0: there was no answer. */
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

export interface NewPerson {
  readonly name: string
  readonly password: string
}

/** What people do with tokens, at either side. */
export interface Side {
  readonly name: SideName
  login(person: NewPerson): Promise<Answer>
  refresh(token: string): Promise<Answer>
  logOut(refresh: string): Promise<Answer>
  visit(access: string): Promise<Answer>
  slidingLogin(person: NewPerson): Promise<Answer>
  slidingRefresh(token: string): Promise<Answer>
  /** What only the side that is in charge of users takes. */
  readonly users: UserSide
}

export interface UserSide {
  register(person: NewPerson): Promise<Answer>
  changePassword(person: NewPerson & { readonly id: string; readonly access: string }, to: string): Promise<Answer>
  rename(person: { readonly id: string; readonly access: string }, firstName: string): Promise<Answer>
  deactivate(id: string): Promise<Answer>
  delete(person: NewPerson & { readonly id: string; readonly access: string }): Promise<Answer>
}

type Ask = (method: string, path: string, json?: object, access?: string) => Promise<Answer>

/** An answer that does not come within ten seconds is none. */
function askAt(base: () => string): Ask {
  return async (method, path, json, access) => {
    const headers = {
      'content-type': 'application/json',
      ...(access === undefined ? {} : { authorization: `Bearer ${access}` }),
    }
    const body = json === undefined ? {} : { body: JSON.stringify(json) }
    try {
      const response = await fetch(`${base()}${path}`, {
        method,
        headers,
        ...body,
        signal: AbortSignal.timeout(10_000),
      })
      const text = await response.text()
      return { status: response.status, body: readBody(text) }
    } catch {
      return { status: 0, body: {} }
    }
  }
}

function readBody(text: string): Answer['body'] {
  try {
    return JSON.parse(text) as Answer['body']
  } catch {
    return {}
  }
}

function tokensAt(ask: Ask, me: string): Omit<Side, 'name' | 'users'> {
  return {
    login: ({ name, password }) => ask('POST', '/api/token/', { username: name, password }),
    refresh: refresh => ask('POST', '/api/token/refresh/', { refresh }),
    logOut: refresh => ask('POST', '/api/token/blacklist/', { refresh }),
    visit: access => ask('GET', me, undefined, access),
    slidingLogin: ({ name, password }) => ask('POST', '/api/sliding/token/', { username: name, password }),
    slidingRefresh: token => ask('POST', '/api/sliding/token/refresh/', { token }),
  }
}

/** The project's own views for what admins and forms do: `shop/live.py`. */
export function djangoSide(base: () => string): Side {
  const ask = askAt(base)
  return {
    name: 'django',
    ...tokensAt(ask, '/api/me/'),
    users: {
      register: ({ name, password }) => ask('POST', '/live/register/', { name, password }),
      changePassword: ({ id }, password) => ask('POST', '/live/change/', { id, password }),
      rename: ({ id }, first_name) => ask('POST', '/live/change/', { id, first_name }),
      deactivate: id => ask('POST', '/live/change/', { id, is_active: false }),
      delete: ({ id }) => ask('POST', '/live/delete/', { id }),
    },
  }
}

/** `operator`: an access token of a superuser, for what only operators do. */
export function latchkeySide(base: () => string, operator: () => Promise<string>): Side {
  const ask = askAt(base)
  return {
    name: 'latchkey',
    ...tokensAt(ask, '/api/auth/profile/'),
    users: {
      register: ({ name, password }) =>
        ask('POST', '/api/auth/register/', {
          username: name,
          email: `${name}@example.com`,
          password,
          password_confirm: password,
        }),
      changePassword: ({ access, password }, to) =>
        ask(
          'POST',
          '/api/auth/password/change/',
          { old_password: password, new_password: to, new_password_confirm: to },
          access,
        ),
      rename: ({ access }, first_name) => ask('PATCH', '/api/auth/profile/', { first_name }, access),
      deactivate: async id => ask('PATCH', `/api/admin/users/${id}/`, { is_active: false }, await operator()),
      delete: ({ access, password }) => ask('POST', '/api/auth/account/delete/', { password }, access),
    },
  }
}
