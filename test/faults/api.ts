/** The main job over HTTP, as any client speaks it. An answer that never comes rejects. */
export interface Reply {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test states the shape by what it looks at
  readonly json: any
}

export interface Pair {
  readonly access: string
  readonly refresh: string
}

export const password = 'SecurePass123!'

export interface Api {
  register(email: string, password: string): Promise<Reply>
  login(email: string, password: string): Promise<Reply>
  refresh(token: string): Promise<Reply>
  logout(pair: Pair): Promise<Reply>
  changePassword(access: string, from: string, to: string): Promise<Reply>
  profile(access: string): Promise<Reply>
}

export function createApi(url: string): Api {
  const ask = async (method: string, path: string, json?: unknown, token?: string): Promise<Reply> => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
    const body = json === undefined ? {} : { body: JSON.stringify(json) }
    const response = await fetch(`${url}/api/auth/${path}/`, { method, headers, ...body })
    return { status: response.status, json: await response.json() }
  }
  return {
    register: (email, chosen) => ask('POST', 'register', { email, password: chosen, password_confirm: chosen }),
    login: (email, typed) => ask('POST', 'login', { email, password: typed }),
    refresh: token => ask('POST', 'token/refresh', { refresh: token }),
    logout: ({ access, refresh }) => ask('POST', 'logout', { refresh }, access),
    changePassword: (access, from, to) =>
      ask('POST', 'password/change', { old_password: from, new_password: to, new_password_confirm: to }, access),
    profile: access => ask('GET', 'profile', undefined, access),
  }
}
