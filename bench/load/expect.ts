/** Before anything is measured: does the target answer as it should? Ten wrong answers a millisecond are no speed. */

export async function expectStatus(url: string, status: number, token?: string): Promise<void> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const answer = await fetch(url, { headers })
  const text = await answer.text()
  if (answer.status !== status) throw new Error(`${url} answered ${answer.status}, not ${status}: ${text}`)
}

/** A guarded route answers to a token and refuses the same token with a signature that is not its own. */
export async function expectGuarded(url: string, token: string): Promise<void> {
  await expectStatus(url, 401)
  await expectStatus(url, 401, `${token.slice(0, -8)}AAAAAAAA`)
  await expectStatus(url, 200, token)
}
