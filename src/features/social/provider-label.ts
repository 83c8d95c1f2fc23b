/** The name of a provider as people know it, for buttons and lists. */
const labels: Readonly<Record<string, string>> = {
  apple: 'Apple',
  github: 'GitHub',
  gitlab: 'GitLab',
  google: 'Google',
  microsoft: 'Microsoft',
}

/** `acme-login` is `Acme login`. */
export function providerLabel(name: string): string {
  const words = name.replaceAll(/[-_]+/g, ' ')
  return Object.hasOwn(labels, name) ? (labels[name] ?? name) : words.slice(0, 1).toUpperCase() + words.slice(1)
}
