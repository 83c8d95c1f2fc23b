/** The parameters of a route of the application, as its platform gives them: for permissions that ask for an organization. */
export function textParams(params: unknown): Readonly<Record<string, string>> {
  if (typeof params !== 'object' || params === null) return {}
  const texts = Object.entries(params).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return Object.fromEntries(texts)
}
